// The client of the interface that the page was served from, typed by the generated description.
import createClient, { type Client } from 'openapi-fetch';
import type { paths as CameraPaths } from './generated/camera';
import type { paths as RecorderPaths } from './generated/recorder';

export interface Options {
  /** Where the interface is; the origin of the page unless a test says otherwise. */
  origin?: string;
  fetch?: (request: Request) => Promise<Response>;
}

/** What recorder and camera describe alike: accounts, sessions, tokens, the password's policy, hosts,
    certificates. */
export type AccountPaths = Pick<
  RecorderPaths,
  | `/api/v1/session/${'password' | 'second-factor'}`
  | `/api/v1/session/second-factor/${'confirmation' | 'removal'}`
  | '/api/v1/accounts'
  | '/api/v1/accounts/{account}'
  | `/api/v1/accounts/{account}/${'password' | 'second-factor'}`
  | '/api/v1/sessions'
  | '/api/v1/sessions/{session}'
  | '/api/v1/tokens'
  | '/api/v1/tokens/{token}'
  | '/api/v1/password-policy'
  | `/api/v1/host-access${'' | '/check'}`
  | '/api/v1/exposure'
  | '/api/v1/security'
  | `/api/v1/change${'' | '/confirm'}`
  | `/api/v1/certificates${'' | `/{certificate}${'' | '/request' | '/chain'}`}`
  | '/api/v1/web-certificate'
  | `/api/v1/authorities${'' | `/{authority}${'' | '/crl'}`}`
  | '/api/v1/trust-bundle'
>;

const defaults = (options: Options): { baseUrl: string; fetch?: Options['fetch'] & object } => ({
  baseUrl: options.origin ?? globalThis.location.origin,
  ...(options.fetch ? { fetch: options.fetch } : {}),
});

export const recorderClient = (options: Options = {}): Client<RecorderPaths> =>
  createClient<RecorderPaths>(defaults(options));

export const accountClient = (options: Options = {}): Client<AccountPaths> =>
  createClient<AccountPaths>(defaults(options));

export const cameraClient = (options: Options = {}): Client<CameraPaths> =>
  createClient<CameraPaths>(defaults(options));
