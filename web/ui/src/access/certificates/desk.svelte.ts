// What the pages about certificates work on: all there are, which of them is shown, and the change of that
// which waits to be kept. It outlives the pages, because the token that keeps it is in memory alone.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { Clock } from '../../design/clock';
import type { AccountsApi, CertificateList } from '../api';
import { PendingChange, type Changing, type Outcome } from '../change/change.svelte';

/** As the device calls what this is about. */
export const webSetting = 'web-certificate';

type Api = Pick<
  AccountsApi,
  'certificates' | 'chooseCertificate' | 'pendingChange' | 'undoChange' | 'confirmChange'
>;

export class CertificatesDesk implements Changing {
  readonly #api: Api;
  readonly change: PendingChange;
  #served = $state.raw<CertificateList>();
  #problem = $state.raw<ApiProblem>();
  #outcome = $state.raw<Outcome>();
  #account = '';
  #mayChoose = false;
  #refreshing: Promise<void> | undefined;
  /** Of the choice that is pending: one that was undone is a revision later. */
  #pendingRevision: number | undefined;

  constructor(api: Api, clock: Clock) {
    this.#api = api;
    this.change = new PendingChange(api, clock);
  }

  /** What the device said last; undefined until it has. */
  get served(): CertificateList | undefined {
    return this.#served;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** A page is looked at, by this account. Who may not choose is not told what waits, so it is not asked. */
  async open(account: string, mayChoose: boolean): Promise<void> {
    if (account !== this.#account) {
      this.change.forget();
      this.#served = this.#outcome = this.#pendingRevision = this.#refreshing = undefined;
    }
    this.#account = account;
    this.#mayChoose = mayChoose;
    await this.refresh();
  }

  /** Whoever asks meanwhile waits for the same answer: how a change ended is found out once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const before = this.change.now;
    const { overdue, era } = this.change;
    if (this.#mayChoose) await this.change.refresh();
    if (era !== this.change.era) return;
    // An end that cannot be asked for is not known.
    if (before && this.change.problem) return;
    const served = await this.#load();
    if (!served || era !== this.change.era) return;
    const { revision } = served.web;
    if (this.change.now) this.#pendingRevision = revision;
    else if (before?.what.includes(webSetting))
      this.#outcome = revision === this.#pendingRevision ? 'kept' : overdue ? 'timeOver' : 'undone';
  }

  /** Null: the one that every device has from its first start. Refusals are thrown. */
  async choose(certificate: string | null, within_s: number, by: string): Promise<void> {
    this.#outcome = undefined;
    try {
      const applied = await this.#api.chooseCertificate({
        certificate,
        revision: this.#served?.web.revision ?? 0,
        confirm_within_s: within_s,
      });
      this.#pendingRevision = applied.revision;
      this.change.began(applied.change, { what: [webSetting], by, from: '' });
      if (this.#served)
        this.#served = { ...this.#served, web: { certificate, revision: applied.revision } };
    } catch (error) {
      const { code } = problemFrom(error);
      // Whether it was done is not known when the answer was lost; what came between is worth a look.
      if (['network', 'changed_meanwhile', 'change_pending'].includes(code)) await this.refresh();
      throw error;
    }
  }

  async keep(password: string): Promise<void> {
    await this.#end(() => this.change.keep(password), 'kept');
  }
  async undo(): Promise<void> {
    await this.#end(() => this.change.undo(), 'undone');
  }

  watch(): () => void {
    return this.change.watch(() => this.refresh());
  }

  async #end(act: () => Promise<void>, outcome: Outcome): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (problemFrom(error).code === 'no_change_pending') await this.refresh();
      throw error;
    }
    this.#outcome = outcome;
    await this.#load();
  }

  async #load(): Promise<CertificateList | undefined> {
    try {
      this.#served = await this.#api.certificates();
      this.#problem = undefined;
      return this.#served;
    } catch (error) {
      this.#problem = problemFrom(error);
      return undefined;
    }
  }
}
