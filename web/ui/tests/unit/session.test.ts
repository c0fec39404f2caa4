// Who is signed in, and what the recorder last told.
import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../src/api/problem';
import type { Camera } from '../../src/recorder/api/types';
import { Cameras } from '../../src/recorder/state/cameras.svelte';
import { Session, type SessionApi } from '../../src/recorder/state/session.svelte';
import { session } from './device-answers';
import { camera } from './recorder-samples';

describe('the session', () => {
  function begin(answers: Partial<SessionApi>) {
    const refuse = async (): Promise<never> => Promise.reject(new ApiProblem({}, 401));
    const subject = new Session();
    subject.use({
      setup: async () => 'done',
      session: refuse,
      claim: refuse,
      signIn: async () => session,
      signOut: async () => {},
      ...answers,
    });
    return subject;
  }
  test('of a recorder that nobody has claimed is the first run', async () => {
    const subject = begin({ setup: async () => 'claim' });
    await subject.begin();
    expect(subject.state.kind).toBe('unclaimed');
  });
  test('that exists is gone on with', async () => {
    const subject = begin({ session: async () => session });
    await subject.begin();
    expect([subject.state.kind, subject.csrfToken, subject.wizard]).toEqual([
      'signedIn',
      'token',
      undefined,
    ]);
  });
  test('goes on with the first run where it was left', async () => {
    const subject = begin({ setup: async () => 'recovery' });
    await subject.begin();
    expect(subject.state).toEqual({ kind: 'signedOut', ended: false });
    await subject.signIn('a', 'b');
    expect(subject.wizard).toBe('recovery');
  });
  test('of a claim goes on to what is due', async () => {
    const subject = begin({ claim: async () => session, setup: async () => 'passphrase' });
    await subject.claim('c', 'a', 'b');
    expect([subject.state.kind, subject.wizard]).toEqual(['signedIn', 'passphrase']);
  });
  test('that ends says so, and keeps no token', async () => {
    const subject = begin({ session: async () => session });
    await subject.begin();
    subject.ended();
    expect(subject.state).toEqual({ kind: 'signedOut', ended: true });
    expect(subject.csrfToken).toBeUndefined();
  });
  test('that is signed out ends even when it had ended already', async () => {
    const signOut = async (): Promise<never> => Promise.reject(new ApiProblem({}, 401));
    const subject = begin({ session: async () => session, signOut });
    await subject.begin();
    await subject.signOut();
    expect(subject.state).toEqual({ kind: 'signedOut', ended: false });
  });
  test('cannot be known while the recorder does not answer', async () => {
    const setup = async (): Promise<never> => Promise.reject(new ApiProblem({}, 0));
    const subject = begin({ setup });
    await subject.begin();
    expect(subject.state).toMatchObject({ kind: 'unreachable', problem: { code: 'network' } });
  });
});

describe('the cameras', () => {
  test('are in the order people count in', async () => {
    const cameras = new Cameras(async () =>
      ['Bay 10', 'Bay 2', 'Attic'].map((name) => camera({ name })),
    );
    await cameras.refresh();
    expect(cameras.list?.map(({ name }) => name)).toEqual(['Attic', 'Bay 2', 'Bay 10']);
    expect(cameras.recording).toBe(3);
  });
  test('of an old answer do not replace those of a new one', async () => {
    const answers: ((list: Camera[]) => void)[] = [];
    const cameras = new Cameras(() => new Promise((done) => answers.push(done)));
    const [first, second] = [cameras.refresh(), cameras.refresh()];
    answers[1]?.([camera({ name: 'new' })]);
    answers[0]?.([camera({ name: 'old' })]);
    await Promise.all([first, second]);
    expect(cameras.list?.[0]?.name).toBe('new');
  });
  test('are left as they were when the recorder fails, and the failure is known', async () => {
    let fails = false;
    const cameras = new Cameras(async () =>
      fails ? Promise.reject(new ApiProblem({}, 500)) : [camera()],
    );
    await cameras.refresh();
    fails = true;
    await cameras.refresh();
    expect([cameras.list?.length, cameras.problem?.code]).toEqual([1, 'internal']);
  });
});
