// Everything the pages ask of the recorder. Answers are values; refusals and failures are thrown as
// ApiProblem.
import { asking, type Answer, type Hooks } from '../../api/asking';
import { recorderClient, type Options } from '../../api/client';
import { ApiProblem, problemOf } from '../../api/problem';
import type {
  Camera,
  CameraChange,
  CameraRequest,
  Clip,
  JournalFormat,
  JournalPage,
  JournalQuery,
  PlaybackSegment,
  Probe,
  ProbeRequest,
  Session,
  SetupStep,
  Status,
  Timeline,
} from './types';

export interface JournalFile {
  readonly text: string;
  readonly type: string;
}

export type RecorderApi = ReturnType<typeof recorderApi>;

export function recorderApi(hooks: Hooks, options: Options = {}) {
  const client = recorderClient(options);
  const { value, refuse } = asking(client, hooks);

  return {
    setup: async (): Promise<SetupStep> => (await value(client.GET('/api/v1/setup'), true)).step,
    claim: (claim_code: string, name: string, password: string): Promise<Session> =>
      value(client.POST('/api/v1/setup', { body: { claim_code, name, password } }), true),
    makeRecoveryKey: async (): Promise<string> =>
      (await value(client.POST('/api/v1/setup/recovery-key'))).recovery_key,
    proveRecoveryKey: async (recovery_key: string): Promise<void> => {
      await value(client.POST('/api/v1/setup/recovery-key/proof', { body: { recovery_key } }));
    },

    setPassphrase: async (passphrase: string): Promise<void> => {
      await value(client.POST('/api/v1/keys/passphrase', { body: { passphrase } }));
    },

    session: (): Promise<Session> => value(client.GET('/api/v1/session'), true),
    signIn: (name: string, password: string, code?: string): Promise<Session> =>
      value(
        client.POST('/api/v1/session', {
          body: code === undefined ? { name, password } : { name, password, code },
        }),
        true,
      ),
    signOut: async (): Promise<void> => {
      await value(client.DELETE('/api/v1/session'), true);
    },

    cameras: async (): Promise<Camera[]> => (await value(client.GET('/api/v1/cameras'))).cameras,
    addCamera: (body: CameraRequest): Promise<Camera> =>
      value(client.POST('/api/v1/cameras', { body })),
    changeCamera: async (camera: string, body: CameraChange): Promise<void> => {
      await value(client.PATCH('/api/v1/cameras/{camera}', { params: { path: { camera } }, body }));
    },
    removeCamera: async (camera: string): Promise<void> => {
      await value(client.DELETE('/api/v1/cameras/{camera}', { params: { path: { camera } } }));
    },
    probe: (body: ProbeRequest, signal: AbortSignal): Promise<Probe> =>
      value(client.POST('/api/v1/probe', { body, signal })),

    journal: (query: JournalQuery, signal: AbortSignal): Promise<JournalPage> =>
      value(client.GET('/api/v1/journal', { params: { query }, signal })),
    journalKinds: async (): Promise<string[]> =>
      (await value(client.GET('/api/v1/journal/kinds'))).kinds,
    journalFile: async (query: JournalQuery, format: JournalFormat): Promise<JournalFile> => {
      const asked = await client.GET('/api/v1/journal/export', {
        params: { query: { ...query, format } },
        parseAs: 'text',
      });
      const text: string = await value(Promise.resolve(asked as Answer<string>));
      return { text, type: asked.response.headers.get('content-type') ?? '' };
    },

    timeline: (camera: string, span: TimeSpan, signal: AbortSignal): Promise<Timeline> =>
      value(
        client.GET('/api/v1/cameras/{camera}/timeline', {
          params: { path: { camera }, query: queryOf(span) },
          signal,
        }),
      ),
    playback: (
      camera: string,
      span: TimeSpan,
      signal: AbortSignal,
    ): Promise<{ segments: PlaybackSegment[]; next?: string }> =>
      value(
        client.GET('/api/v1/cameras/{camera}/playback', {
          params: { path: { camera }, query: queryOf(span) },
          signal,
        }),
      ),
    clip: (camera: string, span: TimeSpan, signal: AbortSignal): Promise<Clip> =>
      value(
        client.GET('/api/v1/cameras/{camera}/clip', {
          params: { path: { camera }, query: queryOf(span) },
          signal,
        }),
      ),
    status: (signal?: AbortSignal): Promise<Status> =>
      value(client.GET('/api/v1/status', signal ? { signal } : {})),

    /** Media and pictures: bytes that the description does not type. */
    async bytes(address: string, signal: AbortSignal): Promise<ArrayBuffer> {
      const response = await (options.fetch ?? fetch)(
        new Request(new URL(address, options.origin ?? location.origin), { signal }),
      ).catch((error: unknown) => {
        if (signal.aborted) throw error;
        throw new ApiProblem({ title: String(error) }, 0);
      });
      if (response.ok) return response.arrayBuffer();
      return refuse(problemOf(response, await response.json().catch(() => undefined)), false);
    },
  };
}

export interface TimeSpan {
  readonly from_ms: number;
  readonly to_ms: number;
}

export const isoOf = (at_ms: number): string => new Date(at_ms).toISOString();
const queryOf = ({ from_ms, to_ms }: TimeSpan): { from: string; to: string } => ({
  from: isoOf(from_ms),
  to: isoOf(to_ms),
});

export const clipAddress = (camera: string, { from_ms, to_ms }: TimeSpan): string =>
  `/api/v1/cameras/${camera}/clip.mp4?${new URLSearchParams(queryOf({ from_ms, to_ms })).toString()}`;
export const thumbnailAddress = (camera: string, at_ms: number): string =>
  `/api/v1/cameras/${camera}/thumbnail?at=${encodeURIComponent(isoOf(at_ms))}`;
export const liveAddress = (camera: string, stream: 'main' | 'sub'): string =>
  socketAddress(`/api/v1/ws/live?camera=${camera}&stream=${stream}`);
export const changesAddress = (): string => socketAddress('/api/v1/ws/changes');

const socketAddress = (path: string): string => location.origin.replace(/^http/, 'ws') + path;
