// Each test starts with an empty page and nothing kept from the one before. Tests that need no page run
// in plain Node.js.
import { webcrypto } from 'node:crypto';
import { transferableAbortController } from 'node:util';
import { afterEach } from 'vitest';

// Neither jsdom nor, to programs, Node.js 18 has all of what every browser does.
if (!(globalThis as { crypto?: { subtle?: unknown } }).crypto?.subtle)
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });

if (typeof document !== 'undefined') {
  // Node.js makes the requests, and takes no signal but its own.
  const own = transferableAbortController();
  globalThis.AbortController = own.constructor as typeof AbortController;
  globalThis.AbortSignal = own.signal.constructor as typeof AbortSignal;
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
