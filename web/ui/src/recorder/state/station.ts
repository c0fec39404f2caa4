// What every view of the recorder needs, made once and handed down.
import { accountsApi, type AccountsApi } from '../../access/api';
import { getContext, setContext } from 'svelte';
import { askRecorder, type AskHealth } from '../../api/health';
import { systemClock, type Clock } from '../../design/clock';
import { keysApi, type KeysApi } from '../api/keys';
import { changesAddress, recorderApi, type RecorderApi } from '../api/recorder';
import type { Socket } from '../live/feed';
import { Cameras } from './cameras.svelte';
import { Changes } from './changes.svelte';
import { Session } from './session.svelte';

export interface Station {
  readonly ask: AskHealth;
  readonly api: RecorderApi;
  readonly accounts: AccountsApi;
  readonly keys: KeysApi;
  readonly session: Session;
  readonly cameras: Cameras;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly connect: (address: string) => Socket;
}

export interface StationOptions {
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly connect?: (address: string) => Socket;
  readonly clock?: Clock;
}

const key = Symbol('station');
export const provideStation = (station: Station): Station => setContext(key, station);
export const useStation = (): Station => getContext<Station>(key);

export function makeStation(options: StationOptions = {}): Station {
  const clock = options.clock ?? systemClock;
  const connect = options.connect ?? ((address) => new WebSocket(address) as Socket);
  const asked = options.fetch ? { fetch: options.fetch } : {};
  const session = new Session();
  const hooks = {
    csrfToken: () => session.csrfToken,
    signedOut: () => session.ended(),
    setupRequired: () => session.setupRequired(),
  };
  const api = recorderApi(hooks, asked);
  const accounts = accountsApi(hooks, asked);
  const keys = keysApi(hooks, asked);
  session.use(api);
  const cameras = new Cameras(api.cameras);
  // A refused WebSocket does not say why; a plain question does.
  const onrefused = (): void =>
    void api.session().catch((error: { status?: number }) => {
      if (error.status === 401) session.ended();
    });
  const changes = new Changes({ connect: () => connect(changesAddress()), clock, onrefused });
  return {
    ask: askRecorder(asked),
    api,
    accounts,
    keys,
    session,
    cameras,
    changes,
    clock,
    connect,
  };
}
