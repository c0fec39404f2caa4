// What the camera last told of itself.
import { problemFrom, type ApiProblem } from '../api/problem';
import type { Device } from './api';

export class DeviceView {
  readonly #ask: () => Promise<Device>;
  #device = $state.raw<Device>();
  #problem = $state.raw<ApiProblem>();

  constructor(ask: () => Promise<Device>) {
    this.#ask = ask;
  }

  /** Undefined until there has been an answer. */
  get device(): Device | undefined {
    return this.#device;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    try {
      this.#device = await this.#ask();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = problemFrom(error);
    }
  }
}
