// A recorder with five cameras, as the browser tests find it.
import type { Page } from 'playwright-core';
import { FakeRecorder } from './fake/recorder';

export const minutesAgo = (minutes: number): number =>
  Math.floor((Date.now() - minutes * 60_000) / 60_000) * 60_000;

export async function startSite(): Promise<FakeRecorder> {
  const recorder = await FakeRecorder.start();
  for (const name of ['Loading bay 1', 'Loading bay 2', 'Car park north', 'Lobby', 'Stairwell B'])
    recorder.addCamera(name);
  const bay = recorder.footage.get(recorder.cameras[0]?.camera ?? '');
  if (bay)
    bay.gaps = [
      { from_ms: minutesAgo(48), to_ms: minutesAgo(41), reason: 'camera_unreachable' },
      { from_ms: minutesAgo(20), to_ms: minutesAgo(20) + 8000, reason: 'lost' },
    ];
  recorder.signedIn = true;
  return recorder;
}

/** Whether a video shows pictures: it has some, and its time goes on. */
export const plays = (page: Page, label: string | RegExp): Promise<void> =>
  page
    .getByLabel(label)
    .first()
    .evaluate(async (element) => {
      const video = element as HTMLVideoElement;
      const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 50));
      while (video.readyState < 2 || video.videoWidth === 0) await soon();
      const before = video.currentTime;
      while (video.currentTime <= before) await soon();
    });

/** No picture is shown, or it stands still. */
export const positionOf = (page: Page, label: string | RegExp): Promise<number> =>
  page
    .getByLabel(label)
    .first()
    .evaluate((element) => (element as HTMLVideoElement).currentTime);
