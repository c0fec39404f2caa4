// The addresses of the pages about accounts, the same on every device, behind the # of the page's address.
import type { Permission } from './permissions';

export type AccessRoute =
  | { readonly view: 'own' }
  | { readonly view: 'accounts' }
  | { readonly view: 'addAccount' }
  | { readonly view: 'account'; readonly account: string }
  | { readonly view: 'access' }
  | { readonly view: 'review' }
  | { readonly view: 'passwords' }
  | { readonly view: 'hosts' }
  | { readonly view: 'certificates' }
  | { readonly view: 'addCertificate' }
  | { readonly view: 'certificate'; readonly certificate: string }
  | { readonly view: 'authorities' }
  | { readonly view: 'authority'; readonly authority: string }
  | { readonly view: 'exposure' }
  | { readonly view: 'security' };

export const accessPaths = {
  own: (): string => '/account',
  accounts: (): string => '/settings/accounts',
  addAccount: (): string => '/settings/accounts/add',
  account: (account: string): string => `/settings/accounts/${account}`,
  access: (): string => '/settings/access',
  review: (): string => '/settings/access-review',
  passwords: (): string => '/settings/passwords',
  hosts: (): string => '/settings/hosts',
  certificates: (): string => '/settings/certificates',
  addCertificate: (): string => '/settings/certificates/add',
  certificate: (certificate: string): string => `/settings/certificates/${certificate}`,
  authorities: (): string => '/settings/authorities',
  authority: (authority: string): string => `/settings/authorities/${authority}`,
  exposure: (): string => '/settings/exposure',
  security: (): string => '/settings/security',
};

/** Undefined for an address that is not about accounts. */
export function accessRouteOf(address: string): AccessRoute | undefined {
  const [path = ''] = address.split('?');
  if (path === accessPaths.own()) return { view: 'own' };
  if (path === accessPaths.accounts()) return { view: 'accounts' };
  if (path === accessPaths.addAccount()) return { view: 'addAccount' };
  if (path === accessPaths.access()) return { view: 'access' };
  if (path === accessPaths.review()) return { view: 'review' };
  if (path === accessPaths.passwords()) return { view: 'passwords' };
  if (path === accessPaths.hosts()) return { view: 'hosts' };
  if (path === accessPaths.certificates()) return { view: 'certificates' };
  if (path === accessPaths.addCertificate()) return { view: 'addCertificate' };
  if (path === accessPaths.authorities()) return { view: 'authorities' };
  if (path === accessPaths.exposure()) return { view: 'exposure' };
  if (path === accessPaths.security()) return { view: 'security' };
  const [, list, id = ''] =
    /^\/settings\/(accounts|certificates|authorities)\/([0-9a-f]{32})$/.exec(path) ?? [];
  if (list === 'accounts') return { view: 'account', account: id };
  if (list === 'certificates') return { view: 'certificate', certificate: id };
  return list === undefined ? undefined : { view: 'authority', authority: id };
}

/** Without it the page would be of no use. */
export function permissionFor({ view }: AccessRoute): Permission {
  if (view === 'own') return 'own-account';
  if (view === 'hosts') return 'manage-access';
  if (view === 'addCertificate') return 'manage-certificates';
  return view === 'addAccount' || view === 'passwords' ? 'manage-accounts' : 'review-access';
}
