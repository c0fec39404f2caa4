// What the camera's page needs, made once and handed down.
import { DeviceSession } from '../access/session.svelte';
import { HealthWatch } from '../api/health-watch.svelte';
import { askCamera } from '../api/health';
import { systemClock, type Clock } from '../design/clock';
import { cameraApi, type CameraApi } from './api';

export interface Station {
  readonly api: CameraApi;
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
  const api = cameraApi(
    {
      csrfToken: () => session.csrfToken,
      signedOut: () => session.ended(),
      setupRequired: () => session.setupRequired(),
    },
    asked,
  );
  session.ask(api);
  return { api, session, clock, watch: new HealthWatch({ ask: askCamera(asked), clock }) };
}
