// The change that undoes itself unless somebody keeps it: how long it still has, whose it is, and how it
// ended. The token that keeps it is told once, to the page that made it, and is held in memory alone.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { Clock } from '../../design/clock';
import type { AccountsApi } from '../api';

export type Outcome = 'kept' | 'undone' | 'timeOver';

export interface PendingNow {
  readonly what: readonly string[];
  readonly by: string;
  readonly from: string;
  readonly total_ms: number;
  readonly deadline_ms: number;
}

/** What the strip and the form need of whoever has the change: the desk of a page. */
export interface Changing {
  readonly change: PendingChange;
  /** How the last change ended. */
  readonly outcome: Outcome | undefined;
  refresh(): Promise<void>;
  keep(password: string): Promise<void>;
  undo(): Promise<void>;
}

type Api = Pick<AccountsApi, 'pendingChange' | 'undoChange' | 'confirmChange'>;

const askAgain_ms = 5000;
/** The device tells whole seconds, so an end that seems to move by less has not. */
const unsure_ms = 1500;
/** As many as a browser keeps open to one origin: each may be from before the change, and is closed when
    it is refused. */
const connectionsMax = 6;

export class PendingChange {
  readonly #api: Api;
  readonly #clock: Clock;
  #now = $state.raw<PendingNow>();
  #token = $state.raw<string>();
  #problem = $state.raw<ApiProblem>();
  #asked_ms = 0;
  #asking: Promise<void> | undefined;
  #era = 0;

  constructor(api: Api, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  get now(): PendingNow | undefined {
    return this.#now;
  }
  /** Made here, so it can be kept from here. */
  get own(): boolean {
    return this.#now !== undefined && this.#token !== undefined;
  }
  /** Why it is not known how it stands. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get overdue(): boolean {
    return this.#now !== undefined && this.#clock.now() >= this.#now.deadline_ms;
  }

  /** Another one once something was done here: what was asked before that is of the past. */
  get era(): number {
    return this.#era;
  }

  began(
    { token, within_s }: { readonly token: string; readonly within_s: number },
    made: Pick<PendingNow, 'what' | 'by' | 'from'>,
  ): void {
    const total_ms = within_s * 1000;
    this.#now = { ...made, total_ms, deadline_ms: this.#clock.now() + total_ms };
    this.#token = token;
    this.#era += 1;
  }

  forget(): void {
    this.#now = this.#token = this.#problem = undefined;
    this.#era += 1;
  }

  /** One question at a time: who asks meanwhile waits for the same answer. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    this.#asked_ms = this.#clock.now();
    const era = this.#era;
    try {
      const pending = await this.#api.pendingChange();
      if (era !== this.#era) return;
      this.#problem = undefined;
      if (!pending) {
        this.#now = this.#token = undefined;
        return;
      }
      const { what, by, from, within_s, left_s } = pending;
      const told_ms = this.#clock.now() + left_s * 1000;
      const known = this.#now;
      // Ours has ended unseen, and somebody else's has begun.
      if (known && known.by !== by) this.#token = undefined;
      const same = known !== undefined && Math.abs(told_ms - known.deadline_ms) < unsure_ms;
      this.#now = {
        ...{ what, by, from, total_ms: within_s * 1000 },
        deadline_ms: same ? known.deadline_ms : told_ms,
      };
    } catch (error) {
      if (era === this.#era) this.#problem = problemFrom(error);
    }
  }

  /** Asks now and then, and each second once it is overdue; only while something is pending, because
      asking keeps a session alive. */
  watch(refresh: () => Promise<void>): () => void {
    return this.#clock.every(1000, () => {
      const due = this.overdue || this.#clock.now() >= this.#asked_ms + askAgain_ms;
      if (due) void refresh();
    });
  }

  async keep(password: string): Promise<void> {
    const token = this.#token ?? '';
    for (let left = connectionsMax; ; left -= 1) {
      try {
        await this.#api.confirmChange(token, password);
        return this.forget();
      } catch (error) {
        const { code } = problemFrom(error);
        if (code === 'needs_new_connection' && left > 0) continue;
        // Then it is another change than ours.
        if (code === 'wrong_token') this.#token = undefined;
        throw error;
      }
    }
  }

  async undo(): Promise<void> {
    await this.#api.undoChange();
    this.forget();
  }
}
