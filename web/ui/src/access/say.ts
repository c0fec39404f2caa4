// Times, rights and states in words, as the lists of accounts, sessions and tokens write them.
import { browserZone, type Format } from '../i18n/format';
import type { Account } from './api';
import type { AccountsWords } from './words/accounts.en';

/** 20 Nov 2026 21:14:08 */
export function momentOf(time: string | null, format: Format, none: string): string {
  if (time === null) return none;
  const at_ms = Date.parse(time);
  const zone = browserZone();
  return Number.isNaN(at_ms) ? time : `${format.date(at_ms, zone)} ${format.time(at_ms, zone)}`;
}

/** What can be said of it in words; what everybody may is left out. */
export const permissionWords = (permissions: readonly string[], t: AccountsWords): string[] =>
  permissions.flatMap((each) => {
    const known: Record<string, string> = t.permissions;
    return known[each] ?? (everybodys.has(each) ? [] : each);
  });
const everybodys = new Set(['session', 'own-account']);

export type AccountState = 'on' | 'off' | 'over' | 'mustChange';
export function stateOf(account: Account, now_ms: number): AccountState {
  if (!account.enabled) return 'off';
  if (account.expires !== null && Date.parse(account.expires) <= now_ms) return 'over';
  return account.must_change_password ? 'mustChange' : 'on';
}

/** Nothing that is over or switched off is a way in. */
export const administratorsAmong = (accounts: readonly Account[], now_ms: number): number =>
  accounts.filter(
    (each) => each.role === 'administrator' && !['off', 'over'].includes(stateOf(each, now_ms)),
  ).length;
