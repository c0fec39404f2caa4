import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import { accountsEn } from '../../src/access/words/accounts.en';
import { accountsJa } from '../../src/access/words/accounts.ja';
import { certificatesEn } from '../../src/access/words/certificates.en';
import { certificatesJa } from '../../src/access/words/certificates.ja';
import { hostsEn } from '../../src/access/words/hosts.en';
import { hostsJa } from '../../src/access/words/hosts.ja';
import { en as cameraEn } from '../../src/camera/words/en';
import { ja as cameraJa } from '../../src/camera/words/ja';
import { en as galleryEn } from '../../src/gallery/words/en';
import { ja as galleryJa } from '../../src/gallery/words/ja';
import { en } from '../../src/i18n/en';
import { en as recorderEn } from '../../src/recorder/words/en';
import { ja as recorderJa } from '../../src/recorder/words/ja';
import { formatFor } from '../../src/i18n/format';
import { ja } from '../../src/i18n/ja';
import { i18n } from '../../src/i18n/language.svelte';
import { pluralFor } from '../../src/i18n/plural';

type Leaf = [path: string, value: unknown];
const leaves = (value: unknown, path = ''): Leaf[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}/${key}`))
    : [[path, value]];
const texts = (catalogue: unknown): string[] =>
  leaves(catalogue).flatMap(([, value]) => (typeof value === 'string' ? [value] : []));

describe.each([
  ['product', en, ja],
  ['gallery', galleryEn, galleryJa],
  ['recorder', recorderEn, recorderJa],
  ['camera', cameraEn, cameraJa],
  ['accounts', accountsEn, accountsJa],
  ['hosts', hostsEn, hostsJa],
  ['certificates', certificatesEn, certificatesJa],
])('the %s catalogue', (_name, english, japanese) => {
  test('has the same entries in both languages', () => {
    const shape = (catalogue: unknown): string[] =>
      leaves(catalogue).map(([path, value]) => `${path} ${typeof value}`);
    expect(shape(japanese)).toEqual(shape(english));
  });
  test('leaves nothing empty', () => {
    for (const text of [...texts(english), ...texts(japanese)]) expect(text.trim()).not.toBe('');
  });
  test('does not shout', () => {
    for (const text of [...texts(english), ...texts(japanese)]) expect(text).not.toMatch(/[!！]/);
  });
  test('writes Japanese with full-width punctuation', () => {
    for (const text of texts(japanese))
      expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff][,.:;?()]|[,;?()][\u3040-\u9fff]/);
  });
});

test('each device speaks of itself where it is claimed and signed in to', () => {
  const said = (catalogue: unknown): string => texts(catalogue).join(' ');
  expect(said(cameraEn)).not.toContain('The recorder');
  expect(said(cameraEn.access.problems)).toContain('The camera');
  expect(said(recorderEn.access)).not.toContain('camera');
  expect(said(cameraJa.access.problems)).not.toContain('レコーダー');
  expect(said(recorderJa.access)).not.toContain('カメラ');
});

test('only one language is English', () => {
  const same = leaves(en).filter(
    ([path, value]) =>
      typeof value === 'string' && leaves(ja).some(([at, other]) => at === path && other === value),
  );
  expect(same.map(([path]) => path)).toEqual(['/brand']);
});

test('a plural agrees with its number, and a language without plurals needs one form', () => {
  const [english, japanese] = [pluralFor('en'), pluralFor('ja')];
  expect([0, 1, 2].map((n) => english(n, { one: 'day', other: 'days' }))).toEqual([
    'days',
    'day',
    'days',
  ]);
  expect(japanese(1, { other: '日' })).toBe('日');
});

describe('figures', () => {
  const [english, japanese] = [formatFor('en'), formatFor('ja')];
  const at = Date.UTC(2026, 10, 20, 20, 14, 8);
  const zone = 'Europe/Berlin';

  test('a time has 24 hours and seconds, in the zone asked for', () => {
    expect(english.time(at, zone)).toBe('21:14:08');
    expect(english.time(Date.UTC(2026, 0, 1), 'UTC')).toBe('00:00:00');
  });
  test('a date names its month', () => {
    expect(english.date(at, zone)).toBe('20 Nov 2026');
    expect(english.date(Date.UTC(2026, 8, 3), zone)).toBe('3 Sep 2026');
    expect(japanese.date(at, 'Asia/Tokyo')).toBe('2026年11月21日');
  });
  test('a zone is its distance from UTC at that time', () => {
    expect(english.zone(at, zone)).toBe('UTC+1');
    expect(english.zone(Date.UTC(2026, 6, 1), zone)).toBe('UTC+2');
    expect(english.zone(at, 'UTC')).toBe('UTC');
    expect(english.zone(at, 'Asia/Kolkata')).toBe('UTC+5:30');
  });
  test('a duration counts on', () => {
    expect(english.duration(48_900)).toBe('0:48');
    expect(english.duration(87_000)).toBe('1:27');
    expect(english.duration(3_725_000)).toBe('1:02:05');
    expect(english.duration(-5)).toBe('0:00');
  });
  test('numbers are grouped by a narrow space', () => {
    expect(english.number(86_400)).toBe('86\u202f400');
    expect(english.percent(0.9949)).toBe('99.49\u00a0%');
    expect(english.percent(1)).toBe('100\u00a0%');
  });
  test('bytes carry three figures and a unit that stays with them', () => {
    expect([999, 1000, 412e6, 1.24e9, 22.1e12].map(english.bytes)).toEqual([
      '999\u00a0B',
      '1.00\u00a0kB',
      '412\u00a0MB',
      '1.24\u00a0GB',
      '22.1\u00a0TB',
    ]);
    expect(english.megabitsPerSecond(3.94)).toBe('3.9\u00a0Mb/s');
  });
});

test('choosing a language changes the words, the lang attribute and what is kept', () => {
  i18n.choose('ja');
  flushSync();
  expect(i18n.words).toBe(ja);
  expect(document.documentElement.lang).toBe('ja');
  expect(localStorage.getItem('language')).toBe('ja');
  i18n.choose('en');
  expect(i18n.words).toBe(en);
});
