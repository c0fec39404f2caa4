// Where the playhead is and whether it moves.
import { expect, test } from 'vitest';
import { PlaybackDesk } from '../../src/recorder/playback/desk.svelte';
import { Footage } from '../../src/recorder/timeline/footage.svelte';
import { HandClock } from './hand-clock';

const now_ms = Date.parse('2026-11-20T20:47:16Z');
const deskAtNow = (): PlaybackDesk => {
  const clock = new HandClock(now_ms);
  const footage = new Footage({ ask: () => new Promise(() => {}), now: () => clock.now() });
  return new PlaybackDesk(footage, clock);
};

test('what moved goes on moving when the live picture is left for a time', () => {
  const desk = deskAtNow();
  expect(desk.live).toBe(true);
  desk.seek(now_ms - 60_000);
  expect(desk).toMatchObject({ live: false, playing: true, head_ms: now_ms - 60_000 });
});

test('pausing the live picture stands still a little before it, and so does stepping', () => {
  const paused = deskAtNow();
  paused.pause();
  expect(paused).toMatchObject({ live: false, playing: false, head_ms: now_ms - 2000 });
  const stepped = deskAtNow();
  stepped.step(-1);
  expect(stepped).toMatchObject({ live: false, playing: false });
});

test('a time that is sought while paused stays a still picture', () => {
  const desk = deskAtNow();
  desk.pause();
  desk.seek(now_ms - 60_000);
  expect(desk).toMatchObject({ live: false, playing: false });
});
