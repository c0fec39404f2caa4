// The view is named by the fragment (#/status), so that any file server can serve the product and no
// address of a view can collide with one of the interface.
class Router {
  #path = $state(read());

  constructor() {
    addEventListener('hashchange', () => (this.#path = read()));
  }

  /** Begins with a slash. */
  get path(): string {
    return this.#path;
  }

  /** Another address for the same view: nothing to go back to. */
  replace(path: string): void {
    history.replaceState(null, '', `#${path}`);
    this.#path = path;
  }
}

function read(): string {
  const fragment = location.hash.slice(1);
  return fragment === '' ? '/' : fragment.startsWith('/') ? fragment : `/${fragment}`;
}

export const router = new Router();
export const hrefOf = (path: string): string => `#${path}`;
