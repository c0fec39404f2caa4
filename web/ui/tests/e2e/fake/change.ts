// The change that waits to be kept, on a device made of paper: one at a time, whatever it is about.
import type { components } from '../../../src/api/generated/recorder';
import { json, nothing, problem, type Answer } from './answers';

type Schemas = components['schemas'];

interface Pending {
  readonly what: string[];
  readonly undo: () => void;
  readonly by: string;
  readonly within_s: number;
  readonly applied_ms: number;
  /** Of the monotonic clock that connections are told by. */
  readonly applied: number;
}

export interface Who {
  readonly name: string;
  readonly password: string;
}

export const changeToken = 'f'.repeat(64);

export class FakeChange {
  /** Where whoever asks is. */
  address = '192.0.2.14';
  now: () => number = Date.now;
  /** Taken in place of what was asked for, by tests that have no minute. */
  within_s: number | undefined;
  /** Answers that come over connections from before the change, by tests that have no connections. */
  oldConnections = 0;
  /** Wrong passwords until the device waits. */
  triesLeft = Infinity;
  #pending: Pending | undefined;

  get pending(): Pending | undefined {
    const late =
      this.#pending && this.now() >= this.#pending.applied_ms + this.#pending.within_s * 1000;
    if (late) this.revert();
    return this.#pending;
  }

  /** What tells whoever made it how to keep it. */
  propose(
    what: string,
    undo: () => void,
    by: string,
    asked_s: unknown,
  ): { readonly token: string; readonly within_s: number } {
    const within_s = this.within_s ?? Number(asked_s ?? 120);
    this.#pending = {
      what: [what],
      undo,
      by,
      within_s,
      applied_ms: this.now(),
      applied: performance.now(),
    };
    return { token: changeToken, within_s };
  }
  revert(): void {
    const undo = this.#pending?.undo;
    this.#pending = undefined;
    undo?.();
  }
  keep(): void {
    this.#pending = undefined;
  }

  /** Undefined for what is not about it. `connected`: when the connection was made. */
  answerChange(
    name: string,
    body: Record<string, unknown>,
    who: Who,
    connected: number,
  ): Answer | undefined {
    switch (name) {
      case 'GET /api/v1/change':
        return json(this.#told());
      case 'DELETE /api/v1/change':
        if (!this.pending) return problem(409, 'no_change_pending');
        this.revert();
        return nothing;
      case 'POST /api/v1/change/confirm':
        return this.#confirm(body, who, connected);
      default:
        return undefined;
    }
  }

  #told(): Schemas['Change'] {
    const pending = this.pending;
    if (!pending) return {};
    const { what, by, within_s, applied_ms } = pending;
    const left_s = Math.ceil((applied_ms + within_s * 1000 - this.now()) / 1000);
    return { pending: { what, by, from: this.address, within_s, left_s } };
  }

  #confirm({ token, password }: Record<string, unknown>, who: Who, connected: number): Answer {
    const pending = this.pending;
    if (!pending) return problem(409, 'no_change_pending');
    if (this.oldConnections > 0 || connected <= pending.applied) {
      this.oldConnections -= 1;
      const refused = problem(409, 'needs_new_connection');
      return { ...refused, more: { Connection: 'close' } };
    }
    if (who.name !== pending.by) return problem(403, 'not_your_change');
    if (token !== changeToken) return problem(403, 'wrong_token');
    if (this.triesLeft <= 0) return problem(429, 'too_many_attempts', {}, 30);
    if (password !== who.password) {
      this.triesLeft -= 1;
      return problem(403, 'wrong_password');
    }
    this.keep();
    return nothing;
  }
}
