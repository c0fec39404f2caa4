// What can be done with the ways to open the keys, as the keeper decides it; this only spares a refusal.
import type { Keys, UnlockMethod } from '../api/types';

type Held = Pick<Keys, 'methods' | 'tpm'>;

export const passphraseMin = 12;
export const pinMin = 6;

const needsTpm = (method: UnlockMethod): boolean => method.startsWith('tpm');
/** They open the keys at each start, without a person. */
const isUnattended = (method: UnlockMethod): boolean => method === 'credential' || method === 'tpm';

export const canUse = (method: UnlockMethod, { tpm }: Pick<Held, 'tpm'>): boolean =>
  tpm || !needsTpm(method);

/** By which a person can unlock. */
export const byPerson = (keys: Held): UnlockMethod[] =>
  keys.methods.filter((each) => !isUnattended(each) && canUse(each, keys));

/** A credential comes from the service manager and is never given by this page. */
export const addable = ({ methods, tpm }: Held): ('passphrase' | 'tpm' | 'tpm-pin')[] =>
  (tpm ? (['passphrase', 'tpm', 'tpm-pin'] as const) : (['passphrase'] as const)).filter(
    (each) => !methods.includes(each),
  );

/** What removing it would mean. */
export function removalOf(
  method: UnlockMethod,
  keys: Held,
): 'last' | 'seals' | 'person' | 'ordinary' {
  const others = keys.methods.filter((each) => each !== method);
  if (!others.some((each) => canUse(each, keys))) return 'last';
  if (isUnattended(method) && !others.some(isUnattended)) return 'seals';
  const persons = byPerson({ ...keys, methods: others });
  return !isUnattended(method) && persons.length === 0 ? 'person' : 'ordinary';
}
