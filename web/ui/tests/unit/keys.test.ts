// What the page about keys decides by itself: ways to unlock, pasted certificates, orders to erase.
import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../src/api/problem';
import type { Keys } from '../../src/recorder/api/types';
import { certificateIn } from '../../src/recorder/keys/certificate';
import { factsOf } from '../../src/recorder/keys/erasure-certificate';
import { daysBetween, lastOver, recordedWithin } from '../../src/recorder/keys/erasure-days';
import { bodyOf, ErasureDraft } from '../../src/recorder/keys/erasure-draft.svelte';
import { lossOf } from '../../src/recorder/keys/erasure-loss';
import { ErasureRun } from '../../src/recorder/keys/erasure-run.svelte';
import { addable, byPerson, removalOf } from '../../src/recorder/keys/methods';
import { whyLocked } from '../../src/recorder/keys/why-locked';
import { keysEn } from '../../src/recorder/words/keys.en';
import { court, courtFingerprint, insurer, publicKey } from '../e2e/fake/certificates';

const bay = { camera: 'c'.repeat(32), name: 'Loading bay 1' };
const lobby = { camera: 'd'.repeat(32), name: 'Lobby' };
const now_ms = Date.UTC(2026, 10, 20, 20, 47, 16);

describe('a way to unlock', () => {
  const held = (methods: Keys['methods'], tpm = true) => ({ methods, tpm });
  test.each([
    ['the last one stays', held(['passphrase']), 'passphrase', 'last'],
    [
      'also when the other needs a TPM that is gone',
      held(['passphrase', 'tpm'], false),
      'passphrase',
      'last',
    ],
    [
      'the last without a person begins sealed mode',
      held(['credential', 'passphrase']),
      'credential',
      'seals',
    ],
    ['the last of a person is told of', held(['credential', 'passphrase']), 'passphrase', 'person'],
    ['one of several is ordinary', held(['credential', 'tpm', 'passphrase']), 'tpm', 'ordinary'],
  ] as const)('%s', (_what, keys, method, means) => {
    expect(removalOf(method, keys as Keys)).toBe(means);
  });
  test('is offered when it is not there, and with a TPM only where there is one', () => {
    expect(addable(held(['credential'], false))).toEqual(['passphrase']);
    expect(addable(held(['credential', 'tpm']))).toEqual(['passphrase', 'tpm-pin']);
    expect(byPerson(held(['credential', 'passphrase', 'tpm-pin'], false))).toEqual(['passphrase']);
  });
});

test('why the keys are locked is said in words we know, else as the keeper says it', () => {
  const t = keysEn.state;
  expect(whyLocked('', t)).toBeUndefined();
  expect(whyLocked('locked by m.okafor: on demand', t)?.text).toBe('Locked by m.okafor');
  expect(whyLocked('wrong credential', t)).toEqual({ text: 'wrong credential', english: true });
});

describe('a pasted certificate', () => {
  test('is found among other text, and its fingerprint is that of its bytes', async () => {
    const found = await certificateIn(`subject=court\n${court}\n`);
    expect(found).toMatchObject({ fingerprint: courtFingerprint });
    expect((found as { pem: string }).pem).toBe(court.trim());
  });
  test.each([
    ['', 'missing'],
    ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQ', 'privateKey'],
    [`${court}-----BEGIN PRIVATE KEY-----`, 'privateKey'],
    [publicKey, 'publicKey'],
    ['hello', 'noCertificate'],
    [court + insurer, 'several'],
    [court.replace('MIIB', 'MIIC'), 'malformed'],
    ['-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----', 'malformed'],
  ])('%s', async (text, fault) => {
    expect(await certificateIn(text)).toBe(fault);
  });
});

describe('days', () => {
  test('are those of UTC, and the last is the one before today', () => {
    expect(lastOver(now_ms)).toBe('2026-11-19');
    expect(daysBetween('2026-02-27', '2026-03-01')).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    expect(daysBetween('2026-11-20', '2026-11-19')).toEqual([]);
    expect(daysBetween('', '2026-11-19')).toEqual([]);
  });
  test('count what is recorded within them only', () => {
    const spans = [
      { from: '2026-11-18T23:00:00Z', to: '2026-11-19T01:00:00Z', state: 'recorded' },
      { from: '2026-11-19T01:00:00Z', to: '2026-11-19T02:00:00Z', state: 'gap' },
    ];
    const from_ms = Date.UTC(2026, 10, 19);
    expect(recordedWithin(spans, from_ms, from_ms + 86_400_000)).toBe(3_600_000);
  });
  test('are asked for until the recorder has told all of it', async () => {
    const asked: number[] = [];
    const loss = await lossOf(
      { scope: 'camera-day', camera: bay, day: '2026-11-19' },
      {
        timeline: async (_camera, { from_ms, to_ms }) => {
          asked.push(from_ms);
          const until = new Date(Math.min(to_ms, from_ms + 43_200_000)).toISOString();
          const from = new Date(from_ms).toISOString();
          return { from, to: until, spans: [{ from, to: until, state: 'recorded' }] };
        },
      },
      new AbortController().signal,
    );
    expect(asked).toHaveLength(2);
    expect(loss?.recorded_ms).toBe(86_400_000);
  });
});

describe('an order to erase', () => {
  function drafted(from = '2026-11-18', to = '2026-11-19'): ErasureDraft {
    const draft = new ErasureDraft();
    draft.choose(bay, true);
    draft.choose(lobby, true);
    Object.assign(draft, { from, to, reason: ' court order ' });
    return draft;
  }
  test('is one for each camera and day, confirmed by the name that was typed', () => {
    const draft = drafted();
    expect(draft.isWhole(now_ms)).toBe(true);
    expect(draft.phrases()).toEqual(['Loading bay 1', 'Lobby']);
    expect(draft.orders()).toHaveLength(4);
    expect(bodyOf(draft.orders()[3]!, draft.reason)).toEqual({
      scope: 'camera-day',
      camera: lobby.camera,
      day: '2026-11-19',
      reason: 'court order',
      confirmation: 'Lobby',
    });
    draft.scope = 'everything';
    expect(bodyOf(draft.orders()[0]!, 'x')).toEqual({
      scope: 'everything',
      reason: 'x',
      confirmation: 'everything',
    });
  });
  test.each([
    ['', '2026-11-19', 'dayMissing', undefined],
    ['2026-11-20', '2026-11-20', 'dayNotOver', 'dayNotOver'],
    ['2026-11-19', '2026-11-18', undefined, 'dayOrder'],
    ['2026-08-01', '2026-11-19', undefined, 'tooMany'],
  ])('of %s to %s has faults', (from, to, first, last) => {
    const draft = drafted(from, to);
    expect([draft.faultOfFrom(now_ms), draft.faultOfTo(now_ms)]).toEqual([first, last]);
    expect(draft.isWhole(now_ms)).toBe(false);
  });

  const orders = drafted().orders();
  const answered = (id: number) => ({ id: String(id), certificate: '{}', signature: '' });
  test('goes on past a day without a key, and keeps each certificate', async () => {
    let asked = 0;
    const run = new ErasureRun(
      {
        erase: async () => {
          asked += 1;
          if (asked === 2) throw new ApiProblem({ code: 'not_found' }, 404);
          return answered(asked);
        },
      },
      orders,
      'x',
    );
    await run.go();
    expect([run.finished, run.certificates.length, run.keyless.length]).toEqual([true, 3, 1]);
  });
  test('stops where it is refused, and goes on from there when told', async () => {
    let locked = true;
    const days: (string | undefined)[] = [];
    const run = new ErasureRun(
      {
        erase: async ({ day }) => {
          if (days.length === 1 && locked) throw new ApiProblem({ code: 'keys_locked' }, 503);
          return answered(days.push(day));
        },
      },
      orders,
      'x',
    );
    await run.go();
    expect([run.done, run.running, run.problem?.code]).toEqual([1, false, 'keys_locked']);
    locked = false;
    await run.go();
    expect([run.finished, days.length, run.problem]).toEqual([true, 4, undefined]);
  });
  test('that is told to stop begins no other', async () => {
    const run: ErasureRun = new ErasureRun(
      {
        erase: async () => {
          run.stop();
          return answered(1);
        },
      },
      orders,
      'x',
    );
    await run.go();
    expect([run.done, run.finished, run.running]).toEqual([1, false, false]);
  });
});

test('a certificate of erasure is read for the eye, or said to be unknown', () => {
  expect(factsOf('{"format":"custody erasure 1","scope":"camera","keys":[1,2]}')).toMatchObject({
    scope: 'camera',
    keys: 2,
  });
  for (const text of ['', '[]', 'null', '{"format":"custody erasure 2","scope":"camera"}'])
    expect(factsOf(text)).toBeUndefined();
});
