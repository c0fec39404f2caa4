// Each test starts with an empty page and nothing kept from the one before. Tests that need no page run
// in plain Node.js.
import { webcrypto } from 'node:crypto';
import { afterEach } from 'vitest';

// Neither jsdom nor, to programs, Node.js 18 has all of what every browser does.
if (!(globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle)
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });

if (typeof document !== 'undefined') {
  // jsdom lays nothing out, so no size ever changes.
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  // It knows dialogs but not how to open them.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
  const { unmountAll } = await import('./page');
  afterEach(async () => {
    await unmountAll();
    document.body.replaceChildren();
    localStorage.clear();
  });
}
