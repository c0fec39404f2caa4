// Who is signed in to the device, and what has to be done before anything else. The view is left where it
// was when a session ends, so that signing in again goes on there.
import { problemFrom, type ApiProblem } from '../api/problem';
import type { components } from '../api/generated/recorder';
import type { Permission } from './permissions';

/** What recorder and camera tell of a session. */
export type SessionInfo = components['schemas']['Session'];

export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable'; readonly problem: ApiProblem }
  /** Nobody has claimed the device yet. */
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'signedOut'; readonly ended: boolean }
  | { readonly kind: 'signedIn'; readonly session: SessionInfo };

export interface SessionApi {
  claimed(): Promise<boolean>;
  session(): Promise<SessionInfo>;
  claim(code: string, name: string, password: string): Promise<SessionInfo>;
  /** `code`: of the second factor, once it has been asked for. */
  signIn(name: string, password: string, code?: string): Promise<SessionInfo>;
  signOut(): Promise<void>;
}

export class DeviceSession {
  #state = $state.raw<SessionState>({ kind: 'asking' });
  #api: SessionApi | undefined;

  get state(): SessionState {
    return this.#state;
  }
  get csrfToken(): string | undefined {
    return this.#state.kind === 'signedIn' ? this.#state.session.csrf_token : undefined;
  }

  get account(): SessionInfo['account'] | undefined {
    return this.#state.kind === 'signedIn' ? this.#state.session.account : undefined;
  }
  /** What is shown depends on it; the device decides for itself. */
  may(permission: Permission): boolean {
    return this.account?.permissions.includes(permission) ?? false;
  }

  /** The interface asks the session for its token, so it comes after it. */
  ask(api: SessionApi): void {
    this.#api = api;
  }

  async begin(): Promise<void> {
    try {
      this.#state = (await this.#asked.claimed())
        ? { kind: 'signedIn', session: await this.#asked.session() }
        : { kind: 'unclaimed' };
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
    this.#state = { kind: 'signedIn', session };
  }

  async signIn(name: string, password: string, code?: string): Promise<void> {
    const session = await this.#asked.signIn(name, password, code);
    this.#state = { kind: 'signedIn', session };
  }

  /** Asks again what the account may and must, after it has changed. */
  async renew(): Promise<void> {
    try {
      const session = await this.#asked.session();
      this.#state = { kind: 'signedIn', session };
    } catch (error) {
      if (problemFrom(error).status === 401) this.ended();
      else throw error;
    }
  }

  async signOut(): Promise<void> {
    // A session that is gone already is what was wanted.
    await this.#asked.signOut().catch((error: unknown) => {
      if (problemFrom(error).status !== 401) throw error;
    });
    this.#state = { kind: 'signedOut', ended: false };
  }

  /** The device has answered that nobody is signed in. */
  ended(): void {
    if (this.#state.kind === 'signedIn') this.#state = { kind: 'signedOut', ended: true };
  }

  setupRequired(): void {
    if (this.#state.kind === 'signedIn' || this.#state.kind === 'signedOut') void this.begin();
  }

  get #asked(): SessionApi {
    if (!this.#api) throw new Error('The session has no interface to ask.');
    return this.#api;
  }
}
