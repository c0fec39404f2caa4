// What the pages of the recorder decide, without a page.
import { describe, expect, test, vi } from 'vitest';
import { ApiProblem, problemFrom } from '../../src/api/problem';
import { clipAddress, recorderApi, thumbnailAddress } from '../../src/recorder/api/recorder';
import { matches } from '../../src/recorder/cameras/list';
import { paths, routeOf } from '../../src/recorder/route';
import { changeFrom } from '../../src/recorder/state/changes.svelte';
import { keysOf } from '../../src/recorder/status/keys';
import { layoutFor, pageOf, pagesOf, pageWith } from '../../src/recorder/wall/layout';
import { jsonOf, problemOf } from './device-answers';

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
