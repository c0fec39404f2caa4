// What the device last answered to a question that is asked again after each change.
import { problemFrom, type ApiProblem } from '../api/problem';

export class Asked<Value> {
  readonly #ask: () => Promise<Value>;
  #value = $state.raw<Value>();
  #problem = $state.raw<ApiProblem>();

  constructor(ask: () => Promise<Value>) {
    this.#ask = ask;
    void this.refresh();
  }

  /** Undefined until there has been an answer. */
  get value(): Value | undefined {
    return this.#value;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    try {
      this.#value = await this.#ask();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = problemFrom(error);
    }
  }
}
