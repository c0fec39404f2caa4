// What the state of the keeper means for the one who reads it.
import type { Verdict } from '../../design/verdicts';

type KeysText = 'keysUnlocked' | 'keysLocked' | 'keysEmpty' | 'keysSilent';

export function keysOf(keeper: { answers: boolean; state?: string | null }): {
  text: KeysText;
  verdict: Verdict | undefined;
} {
  if (!keeper.answers) return { text: 'keysSilent', verdict: 'gap' };
  if (keeper.state === 'locked') return { text: 'keysLocked', verdict: 'locked' };
  if (keeper.state === 'empty') return { text: 'keysEmpty', verdict: 'alarm' };
  return { text: 'keysUnlocked', verdict: undefined };
}
