// Days as keys are made for them: of UTC, whole, and erased only when they are over.
export const day_ms = 86_400_000;
export type Recorded = { readonly from: string; readonly to: string; readonly state: string };

/** 2026-11-20 */
export const utcDayOf = (at_ms: number): string => new Date(at_ms).toISOString().slice(0, 10);
/** NaN for what is no day. */
export const startOf = (day: string): number =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : NaN;
/** The last day that can be erased. */
export const lastOver = (now_ms: number): string => utcDayOf(now_ms - day_ms);

/** How many, both ends included; 0 when there is none. */
export const countDays = (from: string, to: string): number =>
  Math.max(0, Math.round((startOf(to) - startOf(from)) / day_ms) + 1) || 0;

export const daysBetween = (from: string, to: string): string[] =>
  Array.from({ length: countDays(from, to) }, (_, at) => utcDayOf(startOf(from) + at * day_ms));

/** How much of a range is recorded. */
export const recordedWithin = (
  spans: readonly Recorded[],
  from_ms: number,
  to_ms: number,
): number =>
  spans
    .filter(({ state }) => state === 'recorded')
    .map(({ from, to }) => Math.min(to_ms, Date.parse(to)) - Math.max(from_ms, Date.parse(from)))
    .reduce((sum, span_ms) => sum + Math.max(0, span_ms), 0);
