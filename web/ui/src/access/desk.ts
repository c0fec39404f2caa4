// What the pages about accounts and hosts need of the device they are about, handed down by its frame.
import { getContext, setContext } from 'svelte';
import type { Clock } from '../design/clock';
import type { AccountsApi } from './api';
import { CertificatesDesk } from './certificates/desk.svelte';
import { HostsDesk } from './hosts/desk.svelte';
import type { DeviceSession } from './session.svelte';
import type { AccessWords } from './words/en';

export interface AccessDesk {
  readonly api: AccountsApi;
  readonly session: DeviceSession;
  readonly clock: Clock;
  /** The draft of the host list outlives its page, and so does the token of a change. */
  readonly hosts: HostsDesk;
  readonly certificates: CertificatesDesk;
  /** In the language of now. */
  words(): AccessWords;
  /** What rights can be given on, one by one; a device that is a camera has none. */
  cameras?(): readonly { readonly camera: string; readonly name: string }[];
}

const key = Symbol('accounts');
export const provideAccess = (desk: Omit<AccessDesk, 'hosts' | 'certificates'>): AccessDesk =>
  setContext(key, {
    ...desk,
    hosts: new HostsDesk(desk.api, desk.clock),
    certificates: new CertificatesDesk(desk.api, desk.clock),
  });
export const useAccess = (): AccessDesk => getContext<AccessDesk>(key);
