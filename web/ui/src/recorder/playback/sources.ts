// The recorder's answers in the terms of the player.
import type { RecorderApi } from '../api/recorder';
import type { PlaybackSegment } from '../api/types';
import type { Sources } from './loader';
import type { RecordEntry } from './records';

export const recordsOf = (segments: readonly PlaybackSegment[]): RecordEntry[] =>
  segments.flatMap(({ segment, from: start, init, mime, media_offset_ms, records }) =>
    records.map(({ number, from, duration_ms, bytes, key }) => {
      const from_ms = Date.parse(from);
      const zero_ms = Date.parse(start) + media_offset_ms;
      const to_ms = from_ms + duration_ms;
      return { segment, number, from_ms, to_ms, bytes, key, init, mime, zero_ms };
    }),
  );

/** Places in a segment that are not played. */
export interface Finding {
  readonly segment: string;
  readonly record: number;
  readonly kind: 'altered' | 'unreadable';
}

export const findingsOf = (segments: readonly PlaybackSegment[]): Finding[] =>
  segments.flatMap(({ segment, findings }) =>
    findings.map(({ kind, record }) => ({ segment, record, kind })),
  );

export const sourcesOf = (
  api: RecorderApi,
  camera: string,
  now: () => number,
  onfindings: (findings: Finding[]) => void,
): Sources => ({
  now,
  async index(from_ms, to_ms, signal) {
    const { segments, next } = await api.playback(camera, { from_ms, to_ms }, signal);
    onfindings(findingsOf(segments));
    const records = recordsOf(segments).sort((a, b) => a.from_ms - b.from_ms);
    return { records, reached_ms: next ? Date.parse(next) : to_ms };
  },
  load: (address, signal) => api.bytes(address, signal),
});
