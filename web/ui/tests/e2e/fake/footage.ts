// Made-up footage: minutes of it, in segments, with gaps where a test wants them.
import type { components } from '../../../src/api/generated/recorder';
import { init, mime, secondsFrom, secondsInPattern, timescale } from './media';

type Schemas = components['schemas'];

export interface Gap {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly reason: string;
}

const segment_ms = 60_000;
const iso = (at_ms: number): string => new Date(at_ms).toISOString();

export class FakeFootage {
  readonly camera: number;
  first_ms: number;
  gaps: Gap[] = [];
  findings: Schemas['Finding'][] = [];
  /** Until then it is recorded. */
  last_ms: () => number;

  constructor(camera: number, first_ms: number, last_ms: () => number) {
    this.camera = camera;
    this.first_ms = Math.floor(first_ms / segment_ms) * segment_ms;
    this.last_ms = last_ms;
  }

  timeline(from_ms: number, to_ms: number): Schemas['Timeline'] {
    const last_ms = Math.floor(this.last_ms() / 1000) * 1000;
    const begin_ms = Math.max(from_ms, this.first_ms);
    const end_ms = Math.min(to_ms, last_ms);
    const spans: Schemas['Span'][] = [];
    let at_ms = begin_ms;
    for (const gap of this.gaps) {
      if (gap.to_ms <= begin_ms || gap.from_ms >= end_ms) continue;
      if (gap.from_ms > at_ms)
        spans.push({ from: iso(at_ms), to: iso(gap.from_ms), state: 'recorded' });
      at_ms = Math.min(end_ms, gap.to_ms);
      spans.push({
        from: iso(Math.max(begin_ms, gap.from_ms)),
        to: iso(at_ms),
        state: 'gap',
        reason: gap.reason,
      });
    }
    if (at_ms < end_ms) spans.push({ from: iso(at_ms), to: iso(end_ms), state: 'recorded' });
    return {
      from: iso(from_ms),
      to: iso(to_ms),
      spans,
      first: iso(this.first_ms),
      last: iso(last_ms),
    };
  }

  playback(from_ms: number, to_ms: number): Schemas['Playback'] {
    const last_ms = Math.floor(this.last_ms() / 1000) * 1000;
    const segments: Schemas['PlaybackSegment'][] = [];
    const first = Math.max(this.first_ms, Math.floor(from_ms / segment_ms) * segment_ms);
    for (let at_ms = first; at_ms < Math.min(to_ms, last_ms); at_ms += segment_ms) {
      const records = this.#records(at_ms, Math.min(last_ms, at_ms + segment_ms)).filter(
        ({ from }) => Date.parse(from) + 1000 > from_ms && Date.parse(from) < to_ms,
      );
      if (records.length === 0) continue;
      const segment = segmentId(this.camera, at_ms);
      segments.push({
        segment,
        from: iso(at_ms),
        to: iso(at_ms + segment_ms),
        state: 'final',
        mime,
        init: `/api/v1/segments/${segment}/init.mp4`,
        media_offset_ms: 0,
        records,
        findings: this.findings,
      });
    }
    return { segments };
  }

  #records(from_ms: number, to_ms: number): Schemas['MediaRecord'][] {
    const records: Schemas['MediaRecord'][] = [];
    for (let at_ms = from_ms; at_ms + 1000 <= to_ms; at_ms += 1000) {
      if (this.gaps.some((gap) => at_ms >= gap.from_ms && at_ms < gap.to_ms)) continue;
      const number = (at_ms - from_ms) / 1000 + 1;
      records.push({ number, from: iso(at_ms), duration_ms: 1000, bytes: 4000, key: true });
    }
    return records;
  }
}

const segmentId = (camera: number, at_ms: number): string =>
  camera.toString(16).padStart(16, '0') + Math.round(at_ms).toString(16).padStart(16, '0');

export function mediaOf(segment: string, first: number, last: number): Buffer {
  const at_ms = parseInt(segment.slice(16), 16);
  const second = (at_ms / 1000 + first - 1) % secondsInPattern;
  return secondsFrom(second, last - first + 1, (first - 1) * timescale);
}

export { init };
