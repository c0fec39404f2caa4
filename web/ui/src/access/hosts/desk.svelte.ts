// What the page of the host list works on: the list in force, the draft, and the change that waits to be
// kept. It outlives the page, so that a look at another one, or signing in again, costs nobody their draft.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { Clock } from '../../design/clock';
import type { AccountsApi, HostAccess, HostJudgement, HostService } from '../api';
import { PendingChange, type Changing, type Outcome } from '../change/change.svelte';
import { HostsDraft } from './draft.svelte';
import { faultsOf } from './faults';
import { tableOf, type List } from './table';

export interface Applying {
  readonly within_s: number;
  /** Even when it keeps out whoever applies it. */
  readonly force?: boolean;
}

/** As the device calls what this is about. */
export const hostSetting = 'host-access';

export class HostsDesk implements Changing {
  readonly #api: AccountsApi;
  readonly change: PendingChange;
  readonly draft = new HostsDraft();
  #served = $state.raw<HostAccess>();
  #problem = $state.raw<ApiProblem>();
  #outcome = $state.raw<Outcome>();
  #account = '';
  #refreshing: Promise<void> | undefined;
  /** Of the list that is pending: one that was undone is a revision later. */
  #pendingRevision: number | undefined;

  constructor(api: AccountsApi, clock: Clock) {
    this.#api = api;
    this.change = new PendingChange(api, clock);
  }

  /** What the device said last of the list in force and of whoever asked. */
  get served(): HostAccess | undefined {
    return this.#served;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  /** How the last change ended. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** The page is looked at, by this account. What another one left is not theirs to see. */
  async open(account: string): Promise<void> {
    if (account !== this.#account) {
      this.change.forget();
      this.draft.forget();
      this.#served = this.#outcome = this.#pendingRevision = undefined;
      this.#refreshing = undefined;
    }
    this.#account = account;
    await this.refresh();
  }

  /** Whoever asks meanwhile waits for the same answer: how a change ended is found out once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const before = this.change.now;
    const { own, overdue, era } = this.change;
    await this.change.refresh();
    // Kept or undone from here meanwhile, which has looked at the list by itself.
    if (era !== this.change.era) return;
    // The draft is what is in force, and stays one until it is known how that ends.
    if (this.change.now && own) return;
    // An end that cannot be asked for is not known.
    if (before && this.change.problem) return;
    const served = await this.#load();
    if (!served || era !== this.change.era) return;
    if (this.change.now) this.#pendingRevision = served.revision;
    else if (before?.what.includes(hostSetting)) {
      const kept = served.revision === this.#pendingRevision;
      this.#outcome = kept ? 'kept' : overdue ? 'timeOver' : 'undone';
      this.#pendingRevision = undefined;
      if (kept && own) return this.draft.adopt(served);
    }
    this.draft.take(served);
  }

  /** Refusals are thrown; those of fields are in the draft as well. */
  async apply({ within_s, force = false }: Applying, by: string): Promise<void> {
    const { list, revision } = this.draft;
    this.#outcome = undefined;
    try {
      const applied = await this.#api.replaceHosts({
        revision,
        table: tableOf(list),
        confirm_within_s: within_s,
        force,
      });
      this.#pendingRevision = applied.revision;
      this.change.began(applied.change, { what: [hostSetting], by, from: applied.you.address });
      const { warnings, you } = applied;
      this.#served = {
        revision: applied.revision,
        readable: true,
        table: tableOf(list),
        warnings,
        you,
      };
    } catch (error) {
      const problem = problemFrom(error);
      this.draft.faults = faultsOf(problem, list);
      // Whether it was done is not known when the answer was lost; what came between is worth a look.
      if (['network', 'changed_meanwhile', 'change_pending'].includes(problem.code))
        await this.refresh();
      throw error;
    }
  }

  async keep(password: string): Promise<void> {
    try {
      await this.change.keep(password);
    } catch (error) {
      if (problemFrom(error).code === 'no_change_pending') await this.refresh();
      throw error;
    }
    await this.#ended('kept');
  }

  async undo(): Promise<void> {
    try {
      await this.change.undo();
    } catch (error) {
      if (problemFrom(error).code === 'no_change_pending') await this.refresh();
      throw error;
    }
    await this.#ended('undone');
  }

  /** Whether it would get in with this list. */
  check(address: string, service: HostService, list: List): Promise<HostJudgement> {
    return this.#api.checkHost({ address, service, table: tableOf(list) });
  }

  watch(): () => void {
    return this.change.watch(() => this.refresh());
  }

  async #load(): Promise<HostAccess | undefined> {
    try {
      this.#served = await this.#api.hosts();
      this.#problem = undefined;
      return this.#served;
    } catch (error) {
      this.#problem = problemFrom(error);
      return undefined;
    }
  }

  // What was kept is in force as the device wrote it; what was undone goes on as a draft.
  async #ended(outcome: Outcome): Promise<void> {
    this.#outcome = outcome;
    this.#pendingRevision = undefined;
    const served = await this.#load();
    if (!served) return;
    if (outcome === 'kept') this.draft.adopt(served);
    else this.draft.take(served);
  }
}
