// Days as a field for dates holds them, in the zone of the browser.
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** 2026-11-20 */
export function dayOf(at_ms: number): string {
  const at = new Date(at_ms);
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
}

/** The last second of a day, in the words of the device; undefined for what is no day. */
export function endOfDay(day: string): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const at = new Date(year, month - 1, date, 23, 59, 59);
  return Number.isNaN(at.getTime()) || dayOf(at.getTime()) !== day ? undefined : at.toISOString();
}

export const daysFrom = (at_ms: number, days: number): number => {
  const at = new Date(at_ms);
  at.setDate(at.getDate() + days);
  return at.getTime();
};
