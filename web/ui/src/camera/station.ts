// What the camera's page needs, made once and handed down.
import { accountsApi, type AccountsApi } from '../access/api';
import { DeviceSession } from '../access/session.svelte';
import { HealthWatch } from '../api/health-watch.svelte';
import { askCamera } from '../api/health';
import { systemClock, type Clock } from '../design/clock';
import { cameraApi, type CameraApi } from './api';

export interface Station {
  readonly api: CameraApi;
  readonly accounts: AccountsApi;
  readonly session: DeviceSession;
  readonly watch: HealthWatch;
  readonly clock: Clock;
}

export interface StationOptions {
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly clock?: Clock;
}

export function makeStation(options: StationOptions = {}): Station {
  const clock = options.clock ?? systemClock;
  const asked = options.fetch ? { fetch: options.fetch } : {};
  const session = new DeviceSession();
  const hooks = {
    csrfToken: () => session.csrfToken,
    signedOut: () => session.ended(),
    setupRequired: () => session.setupRequired(),
  };
  const api = cameraApi(hooks, asked);
  const accounts = accountsApi(hooks, asked);
  session.ask(api);
  return {
    api,
    accounts,
    session,
    clock,
    watch: new HealthWatch({ ask: askCamera(asked), clock }),
  };
}
