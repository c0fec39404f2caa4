// Asks a device whether it is up.
import { cameraClient, recorderClient, type Options } from './client';

/** An answer, or a rejection when there was none. */
export type AskHealth = (signal: AbortSignal) => Promise<HealthAnswer>;

export interface HealthAnswer {
  readonly up: boolean;
  /** The code of the problem, when it answered that it is not up. */
  readonly code?: string | undefined;
}

interface Answered {
  readonly data?: { readonly status: 'up' } | undefined;
  readonly error?: { readonly code: string } | undefined;
}

export const askRecorder = (options?: Options): AskHealth => {
  const client = recorderClient(options);
  return async (signal) => read(await client.GET('/healthz', { signal }));
};

export const askCamera = (options?: Options): AskHealth => {
  const client = cameraClient(options);
  return async (signal) => read(await client.GET('/healthz', { signal }));
};

// What arrives is not trusted to be what the description promises: only the exact word counts as up.
const read = ({ data, error }: Answered): HealthAnswer =>
  data?.status === 'up' ? { up: true } : { up: false, code: error?.code };
