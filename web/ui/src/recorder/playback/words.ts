// Times of footage in words and figures, in the reader's language and the browser's zone.
import { browserZone } from '../../i18n/format';
import { i18n } from '../../i18n/language.svelte';
import type { SceneWords } from '../timeline/paint';
import { day_ms, hour_ms } from '../timeline/scale';
import type { SpanIndex } from '../timeline/spans';
import { gapWords } from '../words/reasons';
import { recorder } from '../words/words.svelte';

const zone = browserZone();
const hundredths = (at_ms: number): string =>
  String(Math.floor((((at_ms % 1000) + 1000) % 1000) / 10)).padStart(2, '0');

export const clockOf = (at_ms: number): string => i18n.format.time(at_ms, zone);
/** 21:14:08.00 */
export const timecode = (at_ms: number): string => `${clockOf(at_ms)}.${hundredths(at_ms)}`;
export const dayOf = (at_ms: number): string => i18n.format.date(at_ms, zone);
export const moment = (at_ms: number): string => `${dayOf(at_ms)} ${clockOf(at_ms)}`;
export const zoneOf = (at_ms: number): string => i18n.format.zone(at_ms, zone);

export const sceneWords = (): SceneWords => {
  const t = recorder.words.playback;
  return {
    recording: t.recording,
    overview: (span_ms) =>
      span_ms > day_ms
        ? t.days(Math.round(span_ms / day_ms))
        : t.hours(Math.round(span_ms / hour_ms)),
    day: dayOf,
    shortDay: (at_ms) => dayOf(at_ms).replace(/( \d{4}$)|(^\d{4}年)/, ''),
    clock: (at_ms, seconds) => clockOf(at_ms).slice(0, seconds ? 8 : 5),
    head: timecode,
    gap: ({ reason }) => (reason ? gapWords(reason) : t.gap),
  };
};

/** What is recorded at a time. */
export function recordedAt(spans: SpanIndex, at_ms: number, now_ms: number): string {
  const t = recorder.words.playback;
  if (at_ms > now_ms) return t.future;
  const span = spans.at(at_ms);
  if (!span) return t.nothing;
  return span.state === 'recorded' ? t.recorded : t.gapBecause(gapWords(span.reason));
}

export function headWords(spans: SpanIndex, at_ms: number): string {
  const t = recorder.words.playback;
  const time = `${dayOf(at_ms)} ${clockOf(at_ms)}`;
  const span = spans.at(at_ms);
  if (!span) return t.headNothing(time);
  return span.state === 'recorded' ? t.headRecorded(time) : t.headGap(time, gapWords(span.reason));
}
