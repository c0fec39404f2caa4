// Everything the page asks of the camera. Answers are values; refusals and failures are thrown as ApiProblem.
import type { SessionInfo } from '../access/session.svelte';
import { asking, type Hooks } from '../api/asking';
import { cameraClient, type Options } from '../api/client';
import type { components } from '../api/generated/camera';

export type Device = components['schemas']['Device'];
export type Stream = components['schemas']['Stream'];
export type CameraApi = ReturnType<typeof cameraApi>;

export function cameraApi(hooks: Hooks, options: Options = {}) {
  const client = cameraClient(options);
  const { value } = asking(client, hooks);
  return {
    claimed: async (): Promise<boolean> => (await value(client.GET('/api/v1/setup'), true)).claimed,
    claim: (claim_code: string, name: string, password: string): Promise<SessionInfo> =>
      value(client.POST('/api/v1/setup', { body: { claim_code, name, password } }), true),
    session: (): Promise<SessionInfo> => value(client.GET('/api/v1/session'), true),
    signIn: (name: string, password: string, code?: string): Promise<SessionInfo> =>
      value(
        client.POST('/api/v1/session', {
          body: code === undefined ? { name, password } : { name, password, code },
        }),
        true,
      ),
    signOut: async (): Promise<void> => {
      await value(client.DELETE('/api/v1/session'), true);
    },
    device: (): Promise<Device> => value(client.GET('/api/v1/device')),
  };
}
