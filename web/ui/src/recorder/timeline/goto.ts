// Reads a time as a person types it: 21:30, 21:30:15, 3 Nov 08:15, 2026-11-03 08:15, 11月3日 8:15.
import { day_ms, hour_ms, minute_ms, second_ms } from './scale';
import { utcOf } from './ruler';

export interface Reference {
  /** The day that is meant when none is typed. */
  readonly at_ms: number;
  /** Nothing later is meant when a day is left out. */
  readonly now_ms: number;
  readonly offsetAt: (at_ms: number) => number;
}

const months = 'jan/feb/mar/apr/may/jun/jul/aug/sep/oct/nov/dec'.split('/');
const clockPattern = /(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,](\d{1,3}))?)?\s*$/;

export function timeTyped(text: string, reference: Reference): number | undefined {
  const trimmed = text.trim().normalize('NFKC');
  const clock = clockPattern.exec(trimmed);
  const date = (clock ? trimmed.slice(0, clock.index) : trimmed).trim().replace(/[T,、]$/, '');
  const ofDay_ms = clock ? timeOfDay(clock) : 0;
  if (ofDay_ms === undefined || (!clock && date === '')) return undefined;
  const { at_ms, now_ms, offsetAt } = reference;
  const utc = (local_ms: number): number => utcOf(local_ms, offsetAt);
  if (date !== '') {
    const day = dayTyped(date.trim(), new Date(now_ms + offsetAt(now_ms)));
    return day === undefined ? undefined : utc(day + ofDay_ms);
  }
  const today = Math.floor((at_ms + offsetAt(at_ms)) / day_ms) * day_ms;
  const meant = utc(today + ofDay_ms);
  return meant > now_ms ? utc(today - day_ms + ofDay_ms) : meant;
}

function timeOfDay(match: RegExpExecArray): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map((each) => Number(each ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const rest_ms = Number((match[4] ?? '').padEnd(3, '0'));
  return hours * hour_ms + minutes * minute_ms + seconds * second_ms + rest_ms;
}

function dayTyped(text: string, today: Date): number | undefined {
  const year = today.getUTCFullYear();
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const japanese = /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日$/.exec(text);
  if (japanese)
    return past(
      Number(japanese[1] ?? year),
      Number(japanese[2]),
      Number(japanese[3]),
      today,
      japanese[1],
    );
  const english = /^(\d{1,2})\.? ?([a-z]{3})[a-z]*\.?,?(?: (\d{4}))?$/i.exec(text);
  if (!english) return undefined;
  const month = months.indexOf((english[2] ?? '').toLowerCase()) + 1;
  return past(Number(english[3] ?? year), month, Number(english[1]), today, english[3]);
}

/** A day without a year is the last of that name. */
function past(
  year: number,
  month: number,
  day: number,
  today: Date,
  typedYear: string | undefined,
): number | undefined {
  const found = dayOf(year, month, day);
  const future = found !== undefined && found > today.getTime();
  return future && typedYear === undefined ? dayOf(year - 1, month, day) : found;
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const back = new Date(time);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? time : undefined;
}
