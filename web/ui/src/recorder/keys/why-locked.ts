// Why the keys are not unlocked, in the reader's language where we know the keeper's words; else as it says.
import type { KeysWords } from '../words/keys.en';

export function whyLocked(
  reason: string,
  t: KeysWords['state'],
): { text: string; english: boolean } | undefined {
  if (!reason) return undefined;
  const by = /^locked by (.+): on demand$/.exec(reason)?.[1];
  if (by) return { text: t.lockedBy(by), english: false };
  if (/not used for a while/.test(reason)) return { text: t.lockedIdle, english: false };
  if (/^the site is in sealed mode/.test(reason)) return { text: t.lockedStart, english: false };
  return { text: reason, english: true };
}
