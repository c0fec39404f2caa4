// The moment the gallery shows, and shapes of sample data. Time stands still, so that two screenshots
// of the same state are the same picture.
import { stoppedAt } from '../design/clock';
import type { Second } from '../design/pulse';

export const zone = 'Etc/GMT-1';
export const now_ms = Date.UTC(2026, 10, 20, 20, 47, 16);
export const clock = stoppedAt(now_ms);

const letters: Record<string, Second> = {
  a: 'authentic',
  l: 'authenticWithLoss',
  u: 'unsigned',
  v: 'unverifiable',
  f: 'failed',
  '-': 'gap',
};

/** 'a36-24': 36 s authentic, then 24 s of gap. */
export const seconds = (runs: string): Second[] =>
  [...runs.matchAll(/([a-z-])(\d+)/g)].flatMap(([, letter = '-', count]) =>
    Array.from({ length: Number(count) }, () => letters[letter] ?? 'gap'),
  );
