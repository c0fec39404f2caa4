// What the pages about accounts need of the device they are about, handed down by its frame.
import { getContext, setContext } from 'svelte';
import type { Clock } from '../design/clock';
import type { AccountsApi } from './api';
import type { DeviceSession } from './session.svelte';
import type { AccessWords } from './words/en';

export interface AccessDesk {
  readonly api: AccountsApi;
  readonly session: DeviceSession;
  readonly clock: Clock;
  /** In the language of now. */
  words(): AccessWords;
  /** What rights can be given on, one by one; a device that is a camera has none. */
  cameras?(): readonly { readonly camera: string; readonly name: string }[];
}

const key = Symbol('accounts');
export const provideAccess = (desk: AccessDesk): AccessDesk => setContext(key, desk);
export const useAccess = (): AccessDesk => getContext<AccessDesk>(key);
