// How long to wait before trying again: longer each time, and never all screens at the same moment.
export interface Backoff {
  readonly first_ms: number;
  readonly longest_ms: number;
}

export function waitBefore(
  attempt: number,
  { first_ms, longest_ms }: Backoff,
  random: () => number = Math.random,
): number {
  const full = Math.min(longest_ms, first_ms * 2 ** Math.min(attempt, 16));
  return full / 2 + (full / 2) * random();
}
