// Each test starts with an empty page and nothing kept from the one before. Tests that need no page run
// in plain Node.js.
import { afterEach } from 'vitest';

if (typeof document !== 'undefined') {
  const { unmountAll } = await import('./page');
  afterEach(async () => {
    await unmountAll();
    document.body.replaceChildren();
    localStorage.clear();
  });
}
