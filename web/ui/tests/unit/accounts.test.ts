// Accounts as they are typed, told to the device, looked through and taken along.
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../src/access/accounts/csv';
import { changeOf, Draft } from '../../src/access/accounts/draft.svelte';
import type { Account } from '../../src/access/api';
import { dayOf, endOfDay } from '../../src/access/days';
import { bounds, wholeWithin } from '../../src/access/policy';
import { administratorsAmong, stateOf } from '../../src/access/say';
import { homeOf, mayOpen, routeOf } from '../../src/recorder/route';

const now_ms = Date.UTC(2026, 10, 20, 12);
const account = (more: Partial<Account> = {}): Account => ({
  account: 'b'.repeat(32),
  name: 'clerk',
  role: 'viewer',
  permissions: ['session', 'own-account', 'see-cameras', 'view-live', 'view-recordings'],
  cameras: null,
  enabled: true,
  expires: null,
  must_change_password: false,
  created: '2026-01-01T00:00:00.000Z',
  password_set: '2026-01-01T00:00:00.000Z',
  seen: null,
  seen_from: '',
  stale: false,
  second_factor: false,
  ...more,
});

describe('an account that is edited', () => {
  test('tells nothing when nothing is changed', () => {
    const custom = account({ role: 'custom', permissions: ['session', 'own-account', 'export'] });
    const ending = account({ expires: '2026-12-01T08:30:00.000Z', cameras: [] });
    for (const each of [account(), custom, ending])
      expect(changeOf(each, new Draft(each).asked)).toEqual({});
  });
  test('tells only what is changed', () => {
    const draft = new Draft(account());
    draft.name = ' clerk two ';
    draft.limited = true;
    draft.give('c'.repeat(32), 'ptz', true);
    draft.give('c'.repeat(32), 'live', true);
    draft.give('d'.repeat(32), 'live', true);
    draft.give('d'.repeat(32), 'live', false);
    expect(changeOf(account(), draft.asked)).toEqual({
      name: 'clerk two',
      cameras: [{ camera: 'c'.repeat(32), rights: ['live', 'ptz'] }],
    });
  });
  test('has every camera as administrator, and permissions of its own only as custom', () => {
    const draft = new Draft(account({ cameras: [] }));
    draft.role = 'administrator';
    expect([draft.asked.cameras, draft.asked.permissions]).toEqual([null, undefined]);
    draft.role = 'custom';
    expect(draft.faults).toEqual({ permissions: 'missing' });
    draft.permissions = ['export'];
    expect([draft.faults, draft.asked.permissions]).toEqual([{}, ['export']]);
  });
});

test('a day ends with its last second, and what is no day has no end', () => {
  const end = endOfDay('2026-02-28') ?? '';
  expect(dayOf(Date.parse(end))).toBe('2026-02-28');
  expect(dayOf(Date.parse(end) + 1000)).toBe('2026-03-01');
  expect(['', '2026-02-29', '2026-13-01', 'soon'].map(endOfDay)).toEqual(Array(4).fill(undefined));
});

test('numbers of the policy are whole and within their bounds', () => {
  const read = (text: string) => wholeWithin(text, bounds.characters);
  expect(['8', '128', ' 15 '].map(read)).toEqual([8, 128, 15]);
  expect(['7', '129', '', '8.5', '-9', '1e2'].map(read)).toEqual(Array(6).fill(undefined));
});

test('R014: an administrator that is off or over is none', () => {
  const administrator = { role: 'administrator' } as const;
  const list = [
    account(administrator),
    account({ ...administrator, enabled: false }),
    account({ ...administrator, expires: new Date(now_ms).toISOString() }),
    account({ ...administrator, expires: new Date(now_ms + 1).toISOString() }),
    account(),
  ];
  expect(administratorsAmong(list, now_ms)).toBe(2);
  expect(list.map((each) => stateOf(each, now_ms))).toEqual(['on', 'off', 'over', 'on', 'on']);
});

test('R042: a name in the file of the review is no formula and breaks no row', () => {
  expect(
    csvOf([
      ['=1+1', '@a', 'plain'],
      ['say "so"', 'a,b', 'two\nlines'],
    ]),
  ).toBe(`'=1+1,'@a,plain\r\n"say ""so""","a,b","two\nlines"\r\n`);
});

describe('an account that may little', () => {
  const may =
    (...permissions: string[]) =>
    (permission: string): boolean =>
      ['own-account', ...permissions].includes(permission);
  test('begins at the first page it may see', () => {
    expect(homeOf(may('see-cameras', 'view-live'))).toBe('/live');
    expect(homeOf(may('view-status', 'review-access'))).toBe('/status');
    expect(homeOf(may('review-access'))).toBe('/settings/accounts');
    expect(homeOf(may())).toBe('/account');
  });
  test('is shown no page that the recorder would refuse', () => {
    const viewer = may('see-cameras', 'view-live', 'view-recordings');
    const open = ['/live', '/playback', '/account'];
    const shut = ['/status', '/settings/cameras', '/settings/accounts', '/settings/passwords'];
    for (const path of open) expect(mayOpen(routeOf(path), viewer)).toBe(true);
    for (const path of shut) expect(mayOpen(routeOf(path), viewer)).toBe(false);
  });
});
