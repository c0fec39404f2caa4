// Time in the hand of a test.
import type { Clock } from '../../src/design/clock';

/** A clock that moves only when told to. */
export class HandClock implements Clock {
  readonly #runs = new Set<() => void>();
  #now_ms: number;

  constructor(now_ms: number) {
    this.#now_ms = now_ms;
  }
  now(): number {
    return this.#now_ms;
  }
  every(_period_ms: number, run: () => void): () => void {
    this.#runs.add(run);
    return () => this.#runs.delete(run);
  }
  get running(): number {
    return this.#runs.size;
  }
  advance(by_ms: number): void {
    this.#now_ms += by_ms;
    for (const run of this.#runs) run();
  }
}
