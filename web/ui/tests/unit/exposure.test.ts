// How sockets that can be reached are told and searched.
import { expect, test } from 'vitest';
import { placeOf, saysOf } from '../../src/access/exposure/say';
import { exposureEn as t } from '../../src/access/words/exposure.en';

test('an address that stands for many is said in words', () => {
  expect(placeOf('0.0.0.0', t)).toBe('Every IPv4 address');
  expect(placeOf('::', t)).toBe('Every IPv6 address');
  expect(placeOf('127.0.0.53', t)).toBe('This machine only');
  expect(placeOf('::1', t)).toBe('This machine only');
  expect(placeOf('192.0.2.7', t)).toBe('');
});

test('all that is shown can be searched', () => {
  const ours = {
    transport: 'tcp',
    address: '0.0.0.0',
    port: 8443,
    service: 'https',
    last_used: null,
  } as const;
  for (const text of ['8443', 'tcp 8443', '0.0.0.0', 'every ipv4', 'https', 'these pages'])
    expect(saysOf(ours, t)).toContain(text);
  expect(saysOf({ ...ours, service: null }, t)).toContain('another program');
});
