// Who is signed in, and what has to be done before anything else. The view is left where it was when a
// session ends, so that signing in again goes on there.
import { ApiProblem, problemFrom } from '../api/problem';
import type { Session as SessionInfo, SetupStep } from '../api/types';

export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable'; readonly problem: ApiProblem }
  /** Nobody has claimed the recorder yet. */
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'signedOut'; readonly ended: boolean }
  | { readonly kind: 'signedIn'; readonly session: SessionInfo };

/** The part of the first run that follows the administrator. */
export type Wizard = 'passphrase' | 'recovery' | 'cameras' | undefined;

export interface SessionApi {
  setup(): Promise<SetupStep>;
  session(): Promise<SessionInfo>;
  claim(code: string, name: string, password: string): Promise<SessionInfo>;
  signIn(name: string, password: string): Promise<SessionInfo>;
  signOut(): Promise<void>;
}

export class Session {
  #state = $state.raw<SessionState>({ kind: 'asking' });
  #wizard = $state<Wizard>();
  #api: SessionApi | undefined;

  get state(): SessionState {
    return this.#state;
  }
  get wizard(): Wizard {
    return this.#wizard;
  }
  get csrfToken(): string | undefined {
    return this.#state.kind === 'signedIn' ? this.#state.session.csrf_token : undefined;
  }

  /** The interface asks the session for its token, so it comes after it. */
  use(api: SessionApi): void {
    this.#api = api;
  }

  async begin(): Promise<void> {
    try {
      const step = await this.#asked.setup();
      if (step === 'claim') {
        this.#state = { kind: 'unclaimed' };
        return;
      }
      this.#enter(await this.#asked.session(), step);
    } catch (error) {
      const problem = problemFrom(error);
      this.#state =
        problem.status === 401
          ? { kind: 'signedOut', ended: false }
          : { kind: 'unreachable', problem };
    }
  }

  async claim(code: string, name: string, password: string): Promise<void> {
    const session = await this.#asked.claim(code, name, password);
    const step = await this.#asked.setup().catch(() => 'recovery' as const);
    this.#enter(session, step);
    if (step === 'done') this.#wizard = 'cameras';
  }

  async signIn(name: string, password: string): Promise<void> {
    const session = await this.#asked.signIn(name, password);
    const step = await this.#asked.setup().catch(() => 'done' as const);
    this.#enter(session, step);
  }

  async signOut(): Promise<void> {
    // A session that is gone already is what was wanted.
    await this.#asked.signOut().catch((error: unknown) => {
      if (problemFrom(error).status !== 401) throw error;
    });
    this.#state = { kind: 'signedOut', ended: false };
    this.#wizard = undefined;
  }

  /** The recorder has answered that nobody is signed in. */
  ended(): void {
    if (this.#state.kind === 'signedIn') this.#state = { kind: 'signedOut', ended: true };
  }

  setupRequired(): void {
    if (this.#state.kind === 'signedIn' || this.#state.kind === 'signedOut') void this.begin();
  }

  goOnTo(wizard: Wizard): void {
    this.#wizard = wizard;
  }

  get #asked(): SessionApi {
    if (!this.#api) throw new Error('The session has no interface to ask.');
    return this.#api;
  }

  #enter(session: SessionInfo, step: SetupStep): void {
    this.#state = { kind: 'signedIn', session };
    if (step === 'recovery' || step === 'passphrase') this.#wizard = step;
  }
}
