// What the pages of the recorder decide, without a page.
import { describe, expect, test, vi } from 'vitest';
import { ApiProblem, problemFrom } from '../../src/recorder/api/problem';
import { clipAddress, recorderApi, thumbnailAddress } from '../../src/recorder/api/recorder';
import type { Camera, Session as SessionInfo } from '../../src/recorder/api/types';
import { matches } from '../../src/recorder/cameras/list';
import { paths, routeOf } from '../../src/recorder/route';
import { Cameras } from '../../src/recorder/state/cameras.svelte';
import { changeFrom } from '../../src/recorder/state/changes.svelte';
import { Session, type SessionApi } from '../../src/recorder/state/session.svelte';
import { keysOf } from '../../src/recorder/status/keys';
import { layoutFor, pageOf, pagesOf, pageWith } from '../../src/recorder/wall/layout';
import { camera, jsonOf, problemOf } from './recorder-samples';

const session: SessionInfo = {
  account: { name: 'm.okafor', role: 'administrator' },
  csrf_token: 'token',
  expires: '2026-11-20T22:00:00.000Z',
};

describe('the interface', () => {
  const hooks = () => ({
    csrfToken: vi.fn(() => 'token' as string | undefined),
    signedOut: vi.fn(),
    setupRequired: vi.fn(),
  });
  test('sends the CSRF token with what changes something, and only with that', async () => {
    const sent: Request[] = [];
    const api = recorderApi(hooks(), {
      fetch: async (request) => {
        sent.push(request);
        return request.method === 'GET' ? jsonOf({ cameras: [] }) : jsonOf(undefined, 204);
      },
    });
    await api.cameras();
    await api.removeCamera('a'.repeat(32));
    expect(sent.map(({ headers }) => headers.get('X-CSRF-Token'))).toEqual([null, 'token']);
  });
  test('says when the session has ended, but not when a sign-in is refused', async () => {
    const told = hooks();
    const api = recorderApi(told, { fetch: async () => problemOf(401, 'not_signed_in') });
    await expect(api.signIn('a', 'b')).rejects.toThrow(ApiProblem);
    expect(told.signedOut).not.toHaveBeenCalled();
    await expect(api.cameras()).rejects.toThrow(ApiProblem);
    expect(told.signedOut).toHaveBeenCalledOnce();
  });
  test('says when the recorder has to be set up', async () => {
    const told = hooks();
    const api = recorderApi(told, { fetch: async () => problemOf(403, 'setup_required') });
    await expect(api.status()).rejects.toMatchObject({ code: 'setup_required', status: 403 });
    expect(told.setupRequired).toHaveBeenCalledOnce();
  });
  test('tells a recorder that cannot be reached from one that refuses', async () => {
    const api = recorderApi(hooks(), {
      fetch: async () => Promise.reject(new TypeError('refused')),
    });
    await expect(api.cameras()).rejects.toMatchObject({ code: 'network', status: 0 });
    await expect(api.bytes('/x', new AbortController().signal)).rejects.toMatchObject({
      code: 'network',
    });
  });
  test('reads the problem of media that is refused', async () => {
    const api = recorderApi(hooks(), { fetch: async () => problemOf(503, 'keys_locked') });
    await expect(api.bytes('/x', new AbortController().signal)).rejects.toMatchObject({
      code: 'keys_locked',
    });
  });
  test('addresses footage by UTC', () => {
    const from_ms = Date.UTC(2026, 10, 20, 20, 12, 30, 250);
    expect(thumbnailAddress('c', from_ms)).toContain('at=2026-11-20T20%3A12%3A30.250Z');
    expect(clipAddress('c', { from_ms, to_ms: from_ms + 1000 })).toBe(
      '/api/v1/cameras/c/clip.mp4?from=2026-11-20T20%3A12%3A30.250Z&to=2026-11-20T20%3A12%3A31.250Z',
    );
  });
});

describe('a problem', () => {
  test('carries its fields, the first fault of each', () => {
    const { fields } = new ApiProblem(
      {
        errors: [
          { field: '/name', code: 'required' },
          { field: '/name', code: 'too_short' },
        ],
      },
      422,
    );
    expect([...fields]).toEqual([['name', 'required']]);
  });
  test('without a code gets one from its status', () => {
    expect([0, 401, 404, 429, 500, 503].map((status) => new ApiProblem({}, status).code)).toEqual([
      'network',
      'not_signed_in',
      'not_found',
      'too_many_requests',
      'internal',
      'unavailable',
    ]);
    expect(problemFrom(new Error('x')).code).toBe('network');
  });
});

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

test.each([
  ['{"type":"footage","camera":"c"}', { type: 'footage', camera: 'c' }],
  ['{"type":"reset"}', { type: 'reset' }],
  ['{"type":"weather"}', undefined],
  ['null', undefined],
  ['{', undefined],
])('a change is read or passed over: %s', (text, change) => {
  expect(changeFrom(text)).toEqual(change);
});

describe('an address', () => {
  test.each([
    ['/', { view: 'live' }],
    ['/live/c', { view: 'live', camera: 'c' }],
    ['/playback', { view: 'playback' }],
    ['/settings', { view: 'cameras' }],
    ['/settings/cameras/add', { view: 'addCamera' }],
    ['/settings/cameras/c', { view: 'editCamera', camera: 'c' }],
    ['/status', { view: 'status' }],
    ['/status/x', { view: 'unknown' }],
    ['/settings/mail', { view: 'unknown' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toMatchObject(route);
  });
  test('of a time in playback is read as it was written', () => {
    const at_ms = Date.UTC(2026, 10, 20, 20);
    expect(routeOf(paths.playback('c', at_ms))).toEqual({ view: 'playback', camera: 'c', at_ms });
    expect(routeOf('/playback/c?at=yesterday')).toMatchObject({ at_ms: undefined });
  });
});

describe('the wall', () => {
  test('is as large as it must be', () => {
    expect([0, 1, 2, 4, 5, 40].map(layoutFor)).toEqual([1, 1, 4, 4, 9, 9]);
  });
  test('has pages, and the last one is full', () => {
    const letters = [...'abcdefgh'];
    expect(pagesOf(8, 4)).toBe(2);
    expect(pageOf([...letters, 'i'], 4, 2).join('')).toBe('fghi');
    expect(pageOf(letters, 9, 0).length).toBe(8);
    expect(pageWith(5, 4)).toBe(1);
  });
});

test('a filter finds every word in name or address, in any width and case', () => {
  const bay = { name: 'Loading bay 1', url: 'rtsps://10.0.0.7/main' };
  expect(['bay load', '10.0 BAY', 'ＢＡＹ', ''].map((text) => matches(bay, text))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(matches(bay, 'bay 2x')).toBe(false);
});

test('the keys say what their state means', () => {
  expect(keysOf({ answers: false }).text).toBe('keysSilent');
  expect(keysOf({ answers: true, state: 'locked' })).toEqual({
    text: 'keysLocked',
    verdict: 'locked',
  });
  expect(keysOf({ answers: true, state: 'unlocked' })).toEqual({
    text: 'keysUnlocked',
    verdict: undefined,
  });
});
