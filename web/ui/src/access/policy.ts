// What a password must be like, in words; and the two policies that organisations start from.
import type { PasswordPolicy, PolicyChange } from './api';
import type { AccountsWords } from './words/accounts.en';

/** Ours: long rather than odd (R016, R021). */
export const ours: Required<PolicyChange> = {
  characters_min: 15,
  classes_min: 0,
  blocklist: true,
  days_max: 0,
};
/** As the guides of camera vendors ask (R015, R016, R021). */
export const ofVendors: Required<PolicyChange> = {
  characters_min: 8,
  classes_min: 3,
  blocklist: true,
  days_max: 0,
};

export function policyWords(policy: PasswordPolicy | undefined, t: AccountsWords): string {
  if (!policy) return t.password.hint;
  const parts = [t.password.length(policy.characters_min, policy.characters_max)];
  if (policy.classes_min > 0) parts.push(t.password.classes(policy.classes_min));
  if (policy.blocklist) parts.push(t.password.notCommon);
  return parts.join(' ');
}

export const bounds = { characters: [8, 128], days: [0, 3650] } as const;

/** Undefined for what is no whole number within the bounds. */
export function wholeWithin(text: string, [min, max]: readonly [number, number]) {
  const value = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}
