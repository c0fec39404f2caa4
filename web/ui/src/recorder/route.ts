// The addresses of the recorder's views, behind the # of the page's address.
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
  | { readonly view: 'status' }
  | { readonly view: 'unknown' };

export function routeOf(address: string): Route {
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
  if (second === undefined || (second === 'cameras' && third === undefined))
    return { view: 'cameras' };
  if (second !== 'cameras' || parts.length > 3) return { view: 'unknown' };
  return third === 'add' ? { view: 'addCamera' } : { view: 'editCamera', camera: third as string };
}

export const paths = {
  live: (camera?: string): string => (camera ? `/live/${camera}` : '/live'),
  playback: (camera?: string, at_ms?: number): string =>
    (camera ? `/playback/${camera}` : '/playback') +
    (at_ms === undefined ? '' : `?at=${new Date(at_ms).toISOString()}`),
  cameras: (): string => '/settings/cameras',
  addCamera: (): string => '/settings/cameras/add',
  editCamera: (camera: string): string => `/settings/cameras/${camera}`,
  status: (): string => '/status',
};

export const go = (path: string): void => {
  location.hash = path;
};
