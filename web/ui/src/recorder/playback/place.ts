// Where the player is in what it has buffered.
export interface Range {
  readonly from_s: number;
  readonly to_s: number;
}

export const rangesOf = (buffered: TimeRanges): Range[] =>
  Array.from({ length: buffered.length }, (_each, i) => ({
    from_s: buffered.start(i),
    to_s: buffered.end(i),
  }));

/** How many seconds of media lie ahead, gaps not counted. */
export const ahead_s = (ranges: readonly Range[], position_s: number): number =>
  ranges.reduce(
    (sum, { from_s, to_s }) => sum + Math.max(0, to_s - Math.max(from_s, position_s)),
    0,
  );

export const holds = (ranges: readonly Range[], position_s: number): boolean =>
  ranges.some(({ from_s, to_s }) => from_s - 0.001 <= position_s && position_s < to_s - 0.001);

/** Where to go on when the position has run into a gap; undefined while there is media at it. */
export function beyondGap(ranges: readonly Range[], position_s: number): number | undefined {
  const here = ranges.find(({ from_s, to_s }) => from_s - 0.001 <= position_s && position_s < to_s);
  if (here && here.to_s - position_s > 0.06) return undefined;
  return ranges.find(({ from_s }) => from_s > position_s + 0.001)?.from_s;
}
