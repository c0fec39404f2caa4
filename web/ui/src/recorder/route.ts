// The addresses of the recorder's views, behind the # of the page's address, and what each is of use to.
import type { Permission } from '../access/permissions';
import { accessPaths, accessRouteOf, permissionFor, type AccessRoute } from '../access/route';

export type Route =
  | { readonly view: 'live'; readonly camera?: string | undefined }
  | {
      readonly view: 'playback';
      readonly camera?: string | undefined;
      readonly at_ms?: number | undefined;
    }
  | { readonly view: 'cameras' }
  | { readonly view: 'addCamera' }
  | { readonly view: 'editCamera'; readonly camera: string }
  | { readonly view: 'keys' }
  | { readonly view: 'status' }
  | { readonly view: 'journal' }
  | { readonly view: 'accounts'; readonly about: AccessRoute }
  | { readonly view: 'unknown' };

export function routeOf(address: string): Route {
  const about = accessRouteOf(address);
  if (about) return { view: 'accounts', about };
  const [path = '/', query = ''] = address.split('?');
  const parts = path.split('/').filter(Boolean);
  const [first, second, third] = parts;
  if (first === undefined) return { view: 'live' };
  if (first === 'live' && parts.length <= 2) return { view: 'live', camera: second };
  if (first === 'playback' && parts.length <= 2) {
    const at_ms = Date.parse(new URLSearchParams(query).get('at') ?? '');
    return { view: 'playback', camera: second, at_ms: Number.isNaN(at_ms) ? undefined : at_ms };
  }
  if (first === 'status' && parts.length === 1) return { view: 'status' };
  if (first !== 'settings') return { view: 'unknown' };
  if (second === 'journal' && third === undefined) return { view: 'journal' };
  if (second === undefined || (second === 'cameras' && third === undefined))
    return { view: 'cameras' };
  if (second === 'keys' && third === undefined) return { view: 'keys' };
  if (second !== 'cameras' || parts.length > 3) return { view: 'unknown' };
  return third === 'add' ? { view: 'addCamera' } : { view: 'editCamera', camera: third as string };
}

type May = (permission: Permission) => boolean;

/** Whether the view would be of any use: the recorder refuses the rest. */
export function mayOpen(route: Route, may: May): boolean {
  switch (route.view) {
    case 'live':
      return may('see-cameras') && may('view-live');
    case 'playback':
      return may('see-cameras') && may('view-recordings');
    case 'cameras':
    case 'addCamera':
    case 'editCamera':
      return may('see-cameras') && may('manage-cameras');
    case 'keys':
      return may('manage-keys');
    case 'status':
      return may('view-status');
    case 'journal':
      return may('read-journal');
    case 'accounts':
      return may(permissionFor(route.about));
    case 'unknown':
      return true;
  }
}

/** The first view that the account may see. */
export const homeOf = (may: May): string =>
  [
    paths.live(),
    paths.playback(),
    paths.status(),
    paths.cameras(),
    paths.keys(),
    accessPaths.accounts(),
  ].find((path) => mayOpen(routeOf(path), may)) ?? accessPaths.own();

export const paths = {
  live: (camera?: string): string => (camera ? `/live/${camera}` : '/live'),
  playback: (camera?: string, at_ms?: number): string =>
    (camera ? `/playback/${camera}` : '/playback') +
    (at_ms === undefined ? '' : `?at=${new Date(at_ms).toISOString()}`),
  cameras: (): string => '/settings/cameras',
  addCamera: (): string => '/settings/cameras/add',
  editCamera: (camera: string): string => `/settings/cameras/${camera}`,
  keys: (): string => '/settings/keys',
  status: (): string => '/status',
  journal: (): string => '/settings/journal',
};

export const go = (path: string): void => {
  location.hash = path;
};
