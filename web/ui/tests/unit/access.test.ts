// What is the same wherever one claims a device and signs in.
import { describe, expect, test } from 'vitest';
import { charactersOf, faultOfName, faultOfPassword } from '../../src/access/rules';
import { DeviceSession, type SessionApi } from '../../src/access/session.svelte';
import { Wait } from '../../src/access/wait.svelte';
import { ApiProblem } from '../../src/api/problem';
import HealthReport from '../../src/app/HealthReport.svelte';
import { session } from './device-answers';
import { find, HandClock, show, textOf } from './page';

describe('a password', () => {
  test.each([
    ['15 characters', 'x'.repeat(15), undefined],
    ['14', 'x'.repeat(14), 'too_short'],
    ['128', 'x'.repeat(128), undefined],
    ['129', 'x'.repeat(129), 'too_long'],
    ['15 characters that are two units of UTF-16', '🗝'.repeat(15), undefined],
    ['14 of them', '🗝'.repeat(14), 'too_short'],
    ['the name in other letters', 'a long OKAFOR sentence', 'contains_name'],
  ])('of %s', (_what, password, fault) => {
    expect(faultOfPassword('okafor', password)).toBe(fault);
  });
  test('may contain a name too short to matter', () => {
    expect(faultOfPassword('al', 'a tall and long tale')).toBeUndefined();
    expect(faultOfPassword('tal', 'a tall and long tale')).toBe('contains_name');
  });
});

test('a name has 1 to 64 characters', () => {
  expect(['', 'm', 'm'.repeat(64), 'm'.repeat(65)].map(faultOfName)).toEqual([
    'missing',
    undefined,
    undefined,
    'too_long',
  ]);
  expect(charactersOf('カメラ🗝')).toBe(4);
});

describe('the wait for another try', () => {
  test('is what the device asks for, in full seconds', () => {
    const clock = new HandClock(0);
    const wait = new Wait(clock);
    const stop = wait.run();
    expect(wait.left_ms).toBe(0);
    wait.after(new ApiProblem({ code: 'too_many_attempts' }, 429, 60));
    clock.advance(500);
    expect(wait.left_ms).toBe(60_000);
    clock.advance(59_000);
    expect(wait.left_ms).toBe(1000);
    clock.advance(500);
    expect(wait.left_ms).toBe(0);
    stop();
    expect(clock.running).toBe(0);
  });
  test('is none when the device asks for none', () => {
    const wait = new Wait(new HandClock(0));
    wait.after(new ApiProblem({ code: 'wrong_credentials' }, 401));
    expect(wait.left_ms).toBe(0);
  });
});

describe('the session of a device', () => {
  function begin(answers: Partial<SessionApi>): DeviceSession {
    const refuse = async (): Promise<never> => Promise.reject(new ApiProblem({}, 401));
    const subject = new DeviceSession();
    subject.ask({
      claimed: async () => true,
      session: refuse,
      claim: refuse,
      signIn: refuse,
      signOut: async () => {},
      ...answers,
    });
    return subject;
  }
  test('that nobody has claimed is claimed first, and then one is signed in', async () => {
    const subject = begin({ claimed: async () => false, claim: async () => session });
    await subject.begin();
    expect(subject.state.kind).toBe('unclaimed');
    await subject.claim('c', 'a', 'b');
    expect([subject.state.kind, subject.csrfToken]).toEqual(['signedIn', 'token']);
  });
  test('that turns out to be unclaimed again is begun anew', async () => {
    let claimed = true;
    const subject = begin({ claimed: async () => claimed, session: async () => session });
    await subject.begin();
    claimed = false;
    subject.setupRequired();
    await expect.poll(() => subject.state.kind).toBe('unclaimed');
  });
  test('cannot be signed out of while the device does not answer', async () => {
    const signOut = async (): Promise<never> => Promise.reject(new ApiProblem({}, 0));
    const subject = begin({ session: async () => session, signOut });
    await subject.begin();
    await expect(subject.signOut()).rejects.toThrow(ApiProblem);
    expect(subject.state.kind).toBe('signedIn');
  });
});

test('the report counts on while there is no answer', () => {
  const clock = new HandClock(Date.UTC(2026, 10, 20, 20, 47, 16));
  const state = {
    kind: 'unreachable',
    since_ms: clock.now() - 48_000,
    answeredBefore: true,
    next_ms: clock.now() + 4000,
  } as const;
  const page = show(HealthReport, {
    device: 'recorder',
    state,
    period_ms: 5000,
    zone: 'Etc/GMT-1',
    clock,
  });
  expect(textOf(find(page, 'h2'))).toBe('The recorder has not answered for 0:48.');
  expect(textOf(find(page, 'dl'))).toContain('21:46:28');
  expect(textOf(find(page, 'dl'))).toContain('in 4 s');
  clock.advance(3000);
  expect(textOf(find(page, 'h2'))).toContain('0:51');
  expect(textOf(find(page, 'dl'))).toContain('in 1 s');
  expect(textOf(find(page, '[role=status]'))).toBe('The recorder does not answer.');
});
