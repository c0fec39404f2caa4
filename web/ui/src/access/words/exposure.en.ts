// What the page about what can be reached says, in English: of recorder and camera alike. The shape is the
// contract of the other languages.
import type { ExposedSocket } from '../api';

type Service = NonNullable<ExposedSocket['service']>;

export const exposureEn = {
  title: 'What can be reached',
  lead: 'Every socket that is open on this machine, as its kernel tells. Whoever is not on the list of hosts is refused before anything is said.',
  find: 'Find',
  findPlaceholder: 'A port, an address or a service',
  port: 'Port',
  address: 'Address',
  service: 'Service',
  reason: 'What for',
  lastUsed: 'Last used',
  never: 'Not since it started',
  unknown: 'The device does not know',
  anywhere: { v4: 'Every IPv4 address', v6: 'Every IPv6 address' },
  console: 'This machine only',
  services: {
    https: 'HTTPS',
    rtsp: 'RTSP, not encrypted',
    rtsps: 'RTSPS',
  } as Record<Service, string>,
  reasons: {
    https: 'These pages, and the interface for programs',
    rtsp: 'Live pictures for recorders that know no TLS; off unless it was turned on',
    rtsps: 'Live pictures for the recorder',
  } as Record<Service, string>,
  other: 'Another program',
  otherReason: 'Not of this device: look at the machine itself',
  none: 'Nothing is open.',
};

export type ExposureWords = typeof exposureEn;
