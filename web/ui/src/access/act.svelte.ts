// One thing at a time that is asked of the device, and why it was refused.
import { problemFrom, type ApiProblem } from '../api/problem';

export class Act {
  #busy = $state(false);
  #problem = $state.raw<ApiProblem>();

  get busy(): boolean {
    return this.#busy;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  /** What is said at a field is not said above the form as well. */
  get general(): ApiProblem | undefined {
    return this.#problem && this.#problem.fields.size === 0 ? this.#problem : undefined;
  }

  /** Whether it was done. While one is under way another is not begun. */
  async run(act: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#problem = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      this.#problem = problemFrom(error);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
