// What a tile's strip shows: the verdict of each of the last 60 seconds.
export type Second =
  | 'authentic'
  | 'authenticWithLoss'
  | 'unsigned'
  | 'unverifiable'
  | 'failed'
  | 'gap'
  /** Pictures came; nothing is said about signatures. */
  | 'received';

/** How many seconds of each kind, worst news first. */
export function tally(seconds: readonly Second[]): { kind: Second; count: number }[] {
  const order: readonly Second[] = [
    'failed',
    'gap',
    'unverifiable',
    'unsigned',
    'authenticWithLoss',
    'authentic',
    'received',
  ];
  return order
    .map((kind) => ({ kind, count: seconds.filter((second) => second === kind).length }))
    .filter(({ count }) => count > 0);
}
