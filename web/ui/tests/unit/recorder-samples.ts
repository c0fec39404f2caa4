// Answers of a recorder, for unit tests.
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

export const jsonOf = (value: unknown, status = 200): Response =>
  new Response(status === 204 ? null : JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });

export const problemOf = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
