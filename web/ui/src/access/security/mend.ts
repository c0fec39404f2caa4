// Where a weak setting is mended. Undefined where the pages cannot.
import type { Weakness } from '../api';
import { accessPaths } from '../route';

export function mendedAt(code: Weakness['code']): string | undefined {
  switch (code) {
    case 'hosts_not_limited':
      return accessPaths.hosts();
    case 'idle_token':
      return accessPaths.access();
    case 'no_blocklist':
    case 'short_passwords':
      return accessPaths.passwords();
    case 'no_second_factor':
    case 'one_administrator':
    case 'stale_account':
      return accessPaths.accounts();
    case 'other_program':
    case 'plain_rtsp':
      return accessPaths.exposure();
    case 'certificate_ends':
    case 'self_signed_certificate':
      return accessPaths.certificates();
    case 'recovery_unproven':
      return '/settings/keys';
  }
}
