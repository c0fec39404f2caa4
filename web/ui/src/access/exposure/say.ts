// How a socket that can be reached is told.
import type { ExposedSocket } from '../api';
import type { ExposureWords } from '../words/exposure.en';

/** Empty for an address that says it all itself. */
export function placeOf(address: string, t: ExposureWords): string {
  if (address === '0.0.0.0') return t.anywhere.v4;
  if (address === '::') return t.anywhere.v6;
  return address === '::1' || address.startsWith('127.') ? t.console : '';
}

/** All that is on the screen about it, in lower case, to be searched. */
export const saysOf = (
  { transport, address, port, service }: ExposedSocket,
  t: ExposureWords,
): string =>
  [
    `${transport} ${port}`,
    address,
    placeOf(address, t),
    service ? t.services[service] : t.other,
    service ? t.reasons[service] : t.otherReason,
  ]
    .join('\n')
    .toLocaleLowerCase();
