// A camera as the recorder tells of it, for unit tests.
import type { Camera } from '../../src/recorder/api/types';

export const camera = (more: Partial<Camera> = {}): Camera => ({
  camera: 'c'.repeat(32),
  name: 'Loading bay 1',
  url: 'rtsps://a/main',
  audio: true,
  enabled: true,
  state: { main: { state: 'recording', since: '2026-11-20T20:00:00.000Z' } },
  ...more,
});
