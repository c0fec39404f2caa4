// Orders to erase, given one after the other. Each is carried out whole; what was not begun can be left.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { KeysApi } from '../api/keys';
import type { Erasure } from '../api/types';
import { bodyOf, type Order } from './erasure-draft.svelte';

export class ErasureRun {
  readonly orders: readonly Order[];
  readonly #reason: string;
  readonly #api: Pick<KeysApi, 'erase'>;
  #done = $state(0);
  #running = $state(false);
  #stopping = $state(false);
  #problem = $state.raw<ApiProblem>();
  #certificates = $state.raw<readonly Erasure[]>([]);
  #keyless = $state.raw<readonly Order[]>([]);

  constructor(api: Pick<KeysApi, 'erase'>, orders: readonly Order[], reason: string) {
    this.#api = api;
    this.orders = orders;
    this.#reason = reason;
  }

  get done(): number {
    return this.#done;
  }
  get running(): boolean {
    return this.#running;
  }
  get stopping(): boolean {
    return this.#stopping;
  }
  get finished(): boolean {
    return this.#done === this.orders.length;
  }
  /** Why it went no further. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  /** The answer to the last order was lost on its way, if it ever was carried out. */
  get doubtful(): boolean {
    return this.#problem?.status === 0 || (this.#problem?.status ?? 0) >= 500;
  }
  get certificates(): readonly Erasure[] {
    return this.#certificates;
  }
  /** Orders for which there was no key. */
  get keyless(): readonly Order[] {
    return this.#keyless;
  }

  stop(): void {
    this.#stopping = this.#running;
  }

  /** Begins, or goes on with what is left. */
  async go(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#problem = undefined;
    while (!this.finished && !this.#stopping && !this.#problem) await this.#next();
    this.#running = this.#stopping = false;
  }

  async #next(): Promise<void> {
    const order = this.orders[this.#done];
    if (!order) return;
    try {
      const erased = await this.#api.erase(bodyOf(order, this.#reason));
      this.#certificates = [...this.#certificates, erased];
    } catch (error) {
      const problem = problemFrom(error);
      if (problem.code !== 'not_found') {
        this.#problem = problem;
        return;
      }
      this.#keyless = [...this.#keyless, order];
    }
    this.#done += 1;
  }
}
