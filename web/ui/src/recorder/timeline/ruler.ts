// Where the ruler has its marks, in the zone of the reader: days begin at that zone's midnight.
import { day_ms, hour_ms, minute_ms, second_ms, spanOf, type View } from './scale';

export interface Tick {
  readonly at_ms: number;
  readonly major: boolean;
  /** Begins a day. */
  readonly day: boolean;
}

const steps = [
  second_ms,
  5 * second_ms,
  10 * second_ms,
  30 * second_ms,
  minute_ms,
  5 * minute_ms,
  10 * minute_ms,
  30 * minute_ms,
  hour_ms,
  3 * hour_ms,
  6 * hour_ms,
  day_ms,
  7 * day_ms,
];

/** From one named mark to the next, so that names keep a distance. */
export const stepFor = (view: View, width: number, apart_px: number): number =>
  steps.find((step) => (step / spanOf(view)) * width >= apart_px) ?? 7 * day_ms;

/** `offsetAt` is how far the zone is ahead of UTC at a time. */
export function ticks(view: View, step_ms: number, offsetAt: (at_ms: number) => number): Tick[] {
  const minor_ms = step_ms >= day_ms ? step_ms / (step_ms === day_ms ? 4 : 7) : step_ms / 5;
  const found: Tick[] = [];
  const first_ms = view.from_ms + offsetAt(view.from_ms);
  for (
    let local = Math.ceil(first_ms / minor_ms) * minor_ms;
    found.length < 2000;
    local += minor_ms
  ) {
    const at_ms = utcOf(local, offsetAt);
    if (at_ms > view.to_ms) break;
    found.push({ at_ms, major: local % step_ms === 0, day: local % day_ms === 0 });
  }
  return found;
}

/** The time at which clocks of the zone show `local_ms`, counted as if they were UTC. */
export function utcOf(local_ms: number, offsetAt: (at_ms: number) => number): number {
  const guess = local_ms - offsetAt(local_ms);
  return local_ms - offsetAt(guess);
}
