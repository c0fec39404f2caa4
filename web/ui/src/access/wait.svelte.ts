// The time that a device wants to pass before it takes another try.
import type { ApiProblem } from '../api/problem';
import type { Clock } from '../design/clock';

export class Wait {
  readonly #clock: Clock;
  #until_ms = $state(0);
  #now_ms = $state(0);

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now_ms = clock.now();
  }

  /** Zero when another try is taken. Full seconds, so that nobody is told "0:00" and must wait. */
  get left_ms(): number {
    return Math.max(0, Math.ceil((this.#until_ms - this.#now_ms) / 1000) * 1000);
  }

  after(problem: ApiProblem): void {
    this.#now_ms = this.#clock.now();
    this.#until_ms = this.#now_ms + (problem.retryAfter_s ?? 0) * 1000;
  }

  /** Counts down until the returned function is called. */
  run(): () => void {
    return this.#clock.every(500, () => (this.#now_ms = this.#clock.now()));
  }
}
