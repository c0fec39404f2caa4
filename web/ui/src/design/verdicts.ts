// The states of footage. Each has a glyph, a word, a colour and a pattern, so that none of them is
// told by colour alone.
import type { IconName } from './icons';

export const verdicts = [
  'authentic',
  'authenticWithLoss',
  'unsigned',
  'unverifiable',
  'failed',
  'gap',
  'backfilled',
  'locked',
  'alarm',
] as const;

export type Verdict = (typeof verdicts)[number];

export const verdictIcon: Record<Verdict, IconName> = {
  authentic: 'authentic',
  authenticWithLoss: 'authenticWithLoss',
  unsigned: 'unsigned',
  unverifiable: 'unverifiable',
  failed: 'failed',
  gap: 'gap',
  backfilled: 'backfilled',
  locked: 'locked',
  alarm: 'alarm',
};
