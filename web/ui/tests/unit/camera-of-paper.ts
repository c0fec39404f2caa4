// The page of a camera, opened with answers of a test's own.
import { flushSync } from 'svelte';
import { expect } from 'vitest';
import type { Device } from '../../src/camera/api';
import Camera from '../../src/camera/Camera.svelte';
import { makeStation } from '../../src/camera/station';
import { deviceOf, jsonOf, problemOf, session, type Answers } from './device-answers';
import { HandClock, show, soon, textOf } from './page';

export const device: Device = {
  name: 'Rear gate',
  model: 'Custody synthetic camera',
  serial: '0123456789abcdef',
  version: '0.2.0',
  fingerprint: Array(32).fill('9C').join(':'),
  streams: [
    {
      name: 'main',
      url: 'rtsps://gate:322/main',
      codec: 'H.264',
      width: 1920,
      height: 1080,
      fps: 25,
      audio: true,
    },
    {
      name: 'sub',
      url: 'rtsps://gate:322/sub',
      codec: 'H.264',
      width: 640,
      height: 360,
      fps: 25,
      audio: false,
    },
  ],
};
export const up = { 'GET /healthz': () => jsonOf({ status: 'up' }) };
export const unclaimed = (): Answers => ({ ...up, 'GET /setup': () => jsonOf({ claimed: false }) });
export const signedOut = (): Answers => ({
  ...up,
  'GET /setup': () => jsonOf({ claimed: true }),
  'GET /session': () => problemOf(401, 'not_signed_in'),
});
export const signedIn = (): Answers => ({
  ...up,
  'GET /setup': () => jsonOf({ claimed: true }),
  'GET /session': () => jsonOf(session),
  'GET /device': () => jsonOf(device),
});
export const silence = (): never => {
  throw new TypeError('refused');
};

export function openCamera(answers: Answers) {
  const { fetch, bodies } = deviceOf(answers);
  const clock = new HandClock(Date.UTC(2026, 10, 20, 20, 47, 16));
  const page = show(Camera, { station: makeStation({ clock, fetch }) });
  const saying = (words: string): Promise<void> =>
    soon(() => {
      flushSync();
      expect(textOf(page)).toContain(words);
    });
  const asked = (name: string): number => bodies.filter(([each]) => each === name).length;
  return { page, saying, bodies, asked, clock };
}
