// The client of the interface that the page was served from, typed by the generated description.
import createClient, { type Client } from 'openapi-fetch';
import type { paths as CameraPaths } from './generated/camera';
import type { paths as RecorderPaths } from './generated/recorder';

export interface Options {
  /** Where the interface is; the origin of the page unless a test says otherwise. */
  origin?: string;
  fetch?: (request: Request) => Promise<Response>;
}

const defaults = (options: Options): { baseUrl: string; fetch?: Options['fetch'] & object } => ({
  baseUrl: options.origin ?? globalThis.location.origin,
  ...(options.fetch ? { fetch: options.fetch } : {}),
});

export const recorderClient = (options: Options = {}): Client<RecorderPaths> =>
  createClient<RecorderPaths>(defaults(options));

export const cameraClient = (options: Options = {}): Client<CameraPaths> =>
  createClient<CameraPaths>(defaults(options));
