// How certificates stand, how refusals are said, and what is asked of the device.
import { expect, test } from 'vitest';
import { ApiProblem } from '../../src/api/problem';
import { base64Of, bytesOf } from '../../src/api/base64';
import { newCertificate, type Typed } from '../../src/access/certificates/making';
import {
  isGood,
  refusalAt,
  serverText,
  standingOf,
  standingWords,
  usesOf,
} from '../../src/access/certificates/say';
import { dayOf } from '../../src/access/days';
import { accessPaths, accessRouteOf, permissionFor } from '../../src/access/route';
import { certificatesEn as t } from '../../src/access/words/certificates.en';
import { en as camera } from '../../src/camera/words/en';
import { detailsOf, FakeCertificates } from '../e2e/fake/server-certificates';
import { FakeHosts } from '../e2e/fake/hosts';

const now_ms = Date.now();
const at = (days: number): ReturnType<typeof standingOf> =>
  standingOf(detailsOf('nvr', days), now_ms);
const words = (days: number): string => standingWords(at(days), t);
const problems = camera.access.problems;

test('the end of a certificate is said from sixty days before', () => {
  expect(words(61)).toBe('');
  expect(words(59.5)).toBe('ends in 59 days');
  expect(words(1.5)).toBe('ends in 1 day');
  expect(words(-1)).toBe('is over');
  expect(isGood(at(1))).toBe(true);
  expect(isGood(at(-1))).toBe(false);
});

test('one that is not valid yet, or revoked, is not good', () => {
  const early = { not_before: new Date(now_ms + 60_000).toISOString() };
  expect(isGood(standingOf(detailsOf('nvr', 90, early), now_ms))).toBe(false);
  const revoked = { revoked: { time: new Date(now_ms).toISOString(), reason: 'superseded' } };
  expect(standingOf(detailsOf('nvr', 90, revoked), now_ms).state).toBe('revoked');
});

test('all that is shown can be searched, and what uses it is in words', () => {
  const [server] = new FakeCertificates(new FakeHosts()).servers;
  if (!server) throw new Error('none');
  for (const text of ['harbour 2026', 'imported', '192.0.2.10', 'issuing ca', '3e910c5a'])
    expect(serverText(server, t)).toContain(text);
  expect(usesOf(server, server.id, t)).toEqual(['the web pages']);
  expect(usesOf({ ...server, uses: ['web'] }, null, t)).toEqual([]);
});

test('a refusal is said by its code, and one that is not known in general', () => {
  const refused = (code: string): string | undefined => {
    const errors = [{ field: '/file', code }];
    return refusalAt(new ApiProblem({ errors }, 422), 'file', t, problems);
  };
  expect(refused('not_of_this_key')).toBe('None of the certificates is of this key.');
  expect(refused('missing')).toBe('This is needed.');
  expect(refused('of_tomorrow')).toBe('This is not accepted.');
  expect(refusalAt(undefined, 'file', t, problems)).toBeUndefined();
});

const typed: Typed = {
  label: ' Hall ',
  key: 'P-384',
  dns: 'nvr.example\n\n cctv.example ',
  ip: '',
  subject: {
    common_name: '',
    organization: 'Harbour',
    unit: '',
    locality: '',
    state: '',
    country: '',
  },
  from: '2026-11-20',
  until: '2027-11-20',
};

test('a request has what was typed, and nothing that was left empty', () => {
  expect(newCertificate('requested', typed)).toEqual({
    origin: 'requested',
    label: 'Hall',
    key: 'P-384',
    subject: { organization: 'Harbour' },
    names: { dns: ['nvr.example', 'cctv.example'] },
  });
});

test('one that signs itself is valid from the first to the last second of its days', () => {
  const made = newCertificate('self-signed', typed);
  expect(dayOf(Date.parse(made?.not_before ?? ''))).toBe('2026-11-20');
  expect(dayOf(Date.parse(made?.not_after ?? ''))).toBe('2027-11-20');
  expect(newCertificate('self-signed', { ...typed, until: '' })).toBeUndefined();
});

test('bytes go to base 64 and back', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_each, value) => value);
  expect(bytesOf(base64Of(bytes))).toEqual(bytes);
});

test('each page has its address, and asks for what it needs', () => {
  const id = 'a'.repeat(32);
  expect(accessRouteOf(accessPaths.certificate(id))).toEqual({
    view: 'certificate',
    certificate: id,
  });
  expect(accessRouteOf(accessPaths.authority(id))).toEqual({ view: 'authority', authority: id });
  expect(accessRouteOf(accessPaths.addCertificate())).toEqual({ view: 'addCertificate' });
  expect(accessRouteOf(accessPaths.certificate('x'))).toBeUndefined();
  expect(permissionFor({ view: 'certificates' })).toBe('review-access');
  expect(permissionFor({ view: 'addCertificate' })).toBe('manage-certificates');
});
