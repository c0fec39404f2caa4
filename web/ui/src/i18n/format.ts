// Figures, times and dates as the design guide writes them: 21:14:08, 20 Nov 2026, 86 400, 1.24 GB.
// Nothing here knows the browser's time zone: a time is only as good as the zone written next to it.
export type Language = 'en' | 'ja';

const narrowSpace = '\u202f';
const noBreakSpace = '\u00a0';
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

export interface Format {
  number(value: number, decimals?: number): string;
  percent(share: number): string;
  bytes(count: number): string;
  megabitsPerSecond(value: number): string;
  /** 0:48, 1:27:05 */
  duration(span_ms: number): string;
  time(at_ms: number, zone: string): string;
  date(at_ms: number, zone: string): string;
  /** UTC+1 */
  zone(at_ms: number, zone: string): string;
}

export function formatFor(language: Language): Format {
  const number = (value: number, decimals = 0): string =>
    new Intl.NumberFormat('en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
      .formatToParts(value)
      .map((part) => (part.type === 'group' ? narrowSpace : part.value))
      .join('');
  const withUnit = (figure: string, unit: string): string => figure + noBreakSpace + unit;

  return {
    number,
    percent: (share) => withUnit(number(share * 100, share === 1 || share === 0 ? 0 : 2), '%'),
    bytes(count) {
      const power = count < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(count) / 3));
      const scaled = count / 1000 ** power;
      const decimals = power === 0 || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
      return withUnit(number(scaled, decimals), byteUnits[power] ?? 'B');
    },
    megabitsPerSecond: (value) => withUnit(number(value, value >= 100 ? 0 : 1), 'Mb/s'),
    duration(span_ms) {
      const seconds = Math.max(0, Math.floor(span_ms / 1000));
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
      const tail = `${twoDigits(seconds % 60)}`;
      return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
    },
    time: (at_ms, zone) => {
      const part = partsOf(at_ms, zone);
      return `${part('hour')}:${part('minute')}:${part('second')}`;
    },
    date: (at_ms, zone) => {
      const part = partsOf(at_ms, zone);
      const day = Number(part('day'));
      return language === 'ja'
        ? `${part('year')}年${monthNumber(at_ms, zone)}月${day}日`
        : `${day} ${part('month')} ${part('year')}`;
    },
    zone: (at_ms, zone) =>
      (
        new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
          .formatToParts(at_ms)
          .find((part) => part.type === 'timeZoneName')?.value ?? zone
      )
        .replace('GMT', 'UTC')
        .replace(/\+0$/, ''),
  };
}

/** The zone of this browser, for pages that do not know the site's. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function partsOf(at_ms: number, zone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = partsFormat(zone).formatToParts(at_ms);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

// Making one takes longer than using it, and a timeline uses it for every picture.
const partsFormats = new Map<string, Intl.DateTimeFormat>();
function partsFormat(zone: string): Intl.DateTimeFormat {
  const made =
    partsFormats.get(zone) ??
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  partsFormats.set(zone, made);
  return made;
}

const monthNumber = (at_ms: number, zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, month: 'numeric' }).format(at_ms);
