// Keeps asking whether a device is up, and remembers since when it has not answered.
import type { Clock } from '../design/clock';
import type { AskHealth } from './health';

export type Reachability =
  | { readonly kind: 'asking' }
  | { readonly kind: 'up'; readonly at_ms: number; readonly took_ms: number }
  | { readonly kind: 'notUp'; readonly at_ms: number; readonly code: string | undefined }
  | {
      readonly kind: 'unreachable';
      /** The last answer, or when asking began. */
      readonly since_ms: number;
      readonly answeredBefore: boolean;
      readonly next_ms: number;
    };

export interface WatchOptions {
  readonly ask: AskHealth;
  readonly clock: Clock;
  /** From one question to the next. */
  readonly period_ms?: number;
  /** After this long there is no answer. Shorter than the period. */
  readonly patience_ms?: number;
}

export class HealthWatch {
  readonly period_ms: number;
  #state = $state.raw<Reachability>({ kind: 'asking' });
  readonly #options: WatchOptions;
  readonly #patience_ms: number;
  readonly #began_ms: number;
  #answered_ms: number | undefined;
  #asking: AbortController | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.period_ms = options.period_ms ?? 5000;
    this.#patience_ms = options.patience_ms ?? 4000;
    this.#began_ms = options.clock.now();
  }

  get state(): Reachability {
    return this.#state;
  }

  /** Asks now and then every period, until the returned function is called. */
  start(): () => void {
    void this.askOnce();
    const stop = this.#options.clock.every(this.period_ms, () => void this.askOnce());
    return () => {
      stop();
      this.#asking?.abort();
    };
  }

  async askOnce(): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(this.#patience_ms)]);
    const { ask, clock } = this.#options;
    const asked_ms = clock.now();
    try {
      const answer = await ask(signal);
      const at_ms = clock.now();
      if (asking.signal.aborted) return;
      this.#answered_ms = at_ms;
      this.#state = answer.up
        ? { kind: 'up', at_ms, took_ms: at_ms - asked_ms }
        : { kind: 'notUp', at_ms, code: answer.code };
    } catch {
      // Refused, timed out, cut off: for the reader it is the same. A question that was itself given
      // up says nothing.
      if (asking.signal.aborted) return;
      this.#state = {
        kind: 'unreachable',
        since_ms: this.#answered_ms ?? this.#began_ms,
        answeredBefore: this.#answered_ms !== undefined,
        next_ms: asked_ms + this.period_ms,
      };
    }
  }
}
