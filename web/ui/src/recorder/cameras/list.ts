// Finding cameras in a list.
import type { Format } from '../../i18n/format';

/** Every word typed must be in the name or the address. */
export function matches(camera: { name: string; url: string }, filter: string): boolean {
  const text = `${camera.name} ${camera.url}`.normalize('NFKC').toLowerCase();
  return filter
    .normalize('NFKC')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** 20 Nov 2026 21:14:08 */
export function momentOf(time: string | undefined | null, format: Format, zone: string): string {
  const at_ms = Date.parse(time ?? '');
  return Number.isNaN(at_ms) ? '' : `${format.date(at_ms, zone)} ${format.time(at_ms, zone)}`;
}
