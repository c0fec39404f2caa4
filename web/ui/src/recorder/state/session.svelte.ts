// Who is signed in to the recorder, and which part of the first run is due then.
import { DeviceSession, type SessionApi as AccessApi } from '../../access/session.svelte';
import type { Session as SessionInfo, SetupStep } from '../api/types';

/** The part of the first run that follows the administrator. */
export type Wizard = 'passphrase' | 'recovery' | 'cameras' | undefined;

export interface SessionApi extends Omit<AccessApi, 'claimed'> {
  setup(): Promise<SetupStep>;
  session(): Promise<SessionInfo>;
  claim(code: string, name: string, password: string): Promise<SessionInfo>;
  signIn(name: string, password: string, code?: string): Promise<SessionInfo>;
}

export class Session extends DeviceSession {
  #wizard = $state<Wizard>();

  /** Of no concern to an account that may not do what is due. */
  get wizard(): Wizard {
    return this.may(this.#wizard === 'cameras' ? 'manage-cameras' : 'manage-keys')
      ? this.#wizard
      : undefined;
  }

  use(api: SessionApi): void {
    let step: SetupStep = 'done';
    this.ask({
      claimed: async () => (step = await api.setup()) !== 'claim',
      session: async () => {
        const session = await api.session();
        this.#goOnAt(step);
        return session;
      },
      claim: async (code, name, password) => {
        const session = await api.claim(code, name, password);
        step = await api.setup().catch(() => 'recovery' as const);
        this.#goOnAt(step);
        if (step === 'done') this.#wizard = 'cameras';
        return session;
      },
      signIn: async (name, password, code) => {
        const session = await api.signIn(name, password, code);
        this.#goOnAt(await api.setup().catch(() => 'done' as const));
        return session;
      },
      signOut: () => api.signOut(),
    });
  }

  override async signOut(): Promise<void> {
    await super.signOut();
    this.#wizard = undefined;
  }

  goOnTo(wizard: Wizard): void {
    this.#wizard = wizard;
  }

  #goOnAt(step: SetupStep): void {
    if (step === 'recovery' || step === 'passphrase') this.#wizard = step;
  }
}
