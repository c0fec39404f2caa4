// The access review (R042) as a table for people, and the same as rows of a file.
import type { Account } from '../api';
import { permissionWords, stateOf } from '../say';
import type { AccountsWords } from '../words/accounts.en';

/** What only the frame knows: the names of cameras. */
export type CameraName = (camera: string) => string;

const camerasWords = (account: Account, t: AccountsWords, nameOf: CameraName): string =>
  account.cameras === null
    ? t.review.allCameras
    : account.cameras
        .map(
          ({ camera, rights }) =>
            `${nameOf(camera)}: ${rights.map((right) => t.rights[right]).join(' ')}`,
        )
        .join('; ');

/** Times as the device tells them, for programs; words in the language of the reader. */
export function reviewRows(
  accounts: readonly Account[],
  t: AccountsWords,
  now_ms: number,
  nameOf: CameraName | undefined,
): string[][] {
  const yesNo = (value: boolean): string => (value ? t.common.yes : t.common.no);
  const head = [
    t.accounts.name,
    t.accounts.role,
    t.review.may,
    ...(nameOf ? [t.review.cameras] : []),
    t.accounts.state,
    t.review.expires,
    t.review.created,
    t.review.passwordSet,
    t.accounts.seen,
    t.review.seenFrom,
    t.review.staleHead,
    t.accounts.factor,
  ];
  return [
    head,
    ...accounts.map((account) => [
      account.name,
      t.roles[account.role],
      permissionWords(account.permissions, t).join('; '),
      ...(nameOf ? [camerasWords(account, t, nameOf)] : []),
      t.states[stateOf(account, now_ms)],
      account.expires ?? '',
      account.created,
      account.password_set,
      account.seen ?? '',
      account.seen_from,
      yesNo(account.stale),
      yesNo(account.second_factor),
    ]),
  ];
}
