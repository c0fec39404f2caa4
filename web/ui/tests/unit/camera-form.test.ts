// What has to be asked of a camera before it is kept, and what is sent then.
import { describe, expect, test } from 'vitest';
import type { Probe } from '../../src/recorder/api/types';
import { inPairs } from '../../src/access/fingerprint';
import { CameraDraft, smallerThan } from '../../src/recorder/cameras/draft.svelte';
import { camera } from './recorder-samples';

describe('a camera in the form', () => {
  const answer = (more: Partial<Probe> = {}): Probe => ({
    ok: true,
    streams: [
      { name: 'main', url: 'rtsps://a/main', codec: 'h264', width: 1920, height: 1080 },
      { name: 'mid', url: 'rtsps://a/mid', codec: 'h264', width: 1280, height: 720 },
      { name: 'sub', url: 'rtsps://a/sub', codec: 'h264', width: 640, height: 360 },
    ],
    tls: { fingerprint: 'ab'.repeat(32), trust: 'none' },
    ...more,
  });
  function typed(): CameraDraft {
    const draft = new CameraDraft();
    draft.url = ' rtsps://a/main ';
    draft.name = 'Gate';
    return draft;
  }
  test('is asked what it offers before it is kept', () => {
    expect(typed().hindrance).toBe('probeFirst');
  });
  test('has its certificate accepted before it is kept', () => {
    const draft = typed();
    draft.learn(answer());
    expect(draft.hindrance).toBe('acceptFirst');
    draft.accepted = true;
    expect(draft.hindrance).toBeUndefined();
    expect(draft.request()).toEqual({
      name: 'Gate',
      url: 'rtsps://a/main',
      sub_url: 'rtsps://a/sub',
      fingerprint: 'ab'.repeat(32),
    });
  });
  test('is asked again when its address or password changes', () => {
    const draft = typed();
    draft.learn(answer());
    draft.accepted = true;
    draft.password = 'new';
    expect([draft.probe, draft.hindrance]).toEqual([undefined, 'probeFirst']);
  });
  test('without TLS has no certificate to accept', () => {
    const draft = typed();
    const { tls: _tls, ...plain } = answer();
    draft.learn(plain);
    expect(draft.hindrance).toBeUndefined();
  });
  test('that is kept sends only what was changed, and never an empty password', () => {
    const draft = new CameraDraft(camera({ name: 'Gate', user: 'u' }));
    expect(draft.hindrance).toBe('notChanged');
    draft.name = 'Rear gate';
    expect(draft.change()).toEqual({ name: 'Rear gate' });
    draft.password = 'secret';
    expect(draft.change()).toEqual({ name: 'Rear gate', password: 'secret' });
  });
  test('with another certificate than before has it accepted again', () => {
    const draft = new CameraDraft(camera({ fingerprint: 'cd'.repeat(32) }));
    expect(draft.fingerprint).toBe('cd'.repeat(32));
    draft.learn(answer({ ok: false, tls: { fingerprint: 'ab'.repeat(32), trust: 'changed' } }));
    expect(draft.hindrance).toBe('acceptFirst');
    draft.accepted = true;
    expect(draft.change()).toEqual({ fingerprint: 'ab'.repeat(32) });
  });
  test('offers the smallest of its streams for the wall', () => {
    expect(smallerThan(answer().streams, 'rtsps://a/main')?.name).toBe('sub');
    expect(smallerThan(answer().streams.slice(2), 'rtsps://a/sub')).toBeUndefined();
  });
  test('shows a fingerprint in pairs', () => {
    expect(inPairs('9c41')).toBe('9C:41');
  });
});
