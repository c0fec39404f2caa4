// Time as components see it, handed in so that tests and the gallery decide what time it is.
export interface Clock {
  now(): number;
  /** Calls `run` every `period_ms` until the returned function is called. */
  every(period_ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every(period_ms, run) {
    const timer = setInterval(run, period_ms);
    return () => clearInterval(timer);
  },
};

/** A clock that stands still. */
export const stoppedAt = (at_ms: number): Clock => ({ now: () => at_ms, every: () => () => {} });
