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
  if (path === accessPaths.exposure()) return { view: 'exposure' };
  if (path === accessPaths.security()) return { view: 'security' };
  const account = /^\/settings\/accounts\/([0-9a-f]{32})$/.exec(path)?.[1];
  return account === undefined ? undefined : { view: 'account', account };
}

/** Without it the page would be of no use. */
export function permissionFor({ view }: AccessRoute): Permission {
  if (view === 'own') return 'own-account';
  if (view === 'hosts') return 'manage-access';
  return view === 'addAccount' || view === 'passwords' ? 'manage-accounts' : 'review-access';
}
