// A camera made of paper: it answers as the description says, remembers what it was told, and does what a
// test asks of it. Nothing of it is a model of how the real one works.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { components } from '../../../src/api/generated/camera';
import { listen, serveFile } from '../server';
import { FakeAccounts } from './accounts';
import { json, nothing, plain, problem, type Answer } from './answers';
import { FakeHosts } from './hosts';
import { FakeCertificates } from './server-certificates';
import { bodyOf, send } from './wire';

type Schemas = components['schemas'];

export const claimCode = 'H7QK-2M9T-X4CW';
export const account = { name: 'm.okafor', password: 'seven copper tunnels' };

const streamOf = (
  name: 'main' | 'sub',
  width: number,
  height: number,
  audio: boolean,
): Schemas['Stream'] => ({
  name,
  url: `rtsps://camera-07.harbour.example:322/${name}`,
  codec: 'H.264',
  width,
  height,
  fps: 25,
  audio,
});

export class FakeCamera {
  claimed = true;
  signedIn = false;
  accounts = new FakeAccounts(account.name, account.password);
  readonly hosts = new FakeHosts();
  readonly certificates = new FakeCertificates(this.hosts);
  /** What /healthz answers; undefined cuts every connection. */
  health: Answer | undefined = json({ status: 'up' });
  /** Answered instead, to the next requests whose path begins like this. */
  refusals = new Map<string, Answer>();
  device: Schemas['Device'] = {
    name: 'Rear gate',
    model: 'Custody camera',
    serial: '5f0e9c417e02b81d',
    version: '0.2.0',
    fingerprint: Array(8).fill('9C:41:7E:02').join(':'),
    streams: [streamOf('main', 1920, 1080, true), streamOf('sub', 640, 360, false)],
  };
  readonly csrf = 'paper-token';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (!this.health) return void request.socket.destroy();
      if (pathname === '/healthz') return send(this.health, response);
      if (!pathname.startsWith('/api/')) return serveFile('camera', pathname, response);
      void bodyOf(request).then((body) => send(this.#answer(request, pathname, body), response));
    });
  }

  static async start(): Promise<FakeCamera> {
    const camera = new FakeCamera();
    await listen(camera.#server);
    return camera;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(request: IncomingMessage, path: string, body: Record<string, unknown>): Answer {
    for (const [begin, refusal] of this.refusals) if (path.startsWith(begin)) return refusal;
    const name = `${request.method} ${path.replace('/api/v1', '')}`;
    if (name === 'GET /setup') return json({ claimed: this.claimed });
    if (name === 'POST /setup') return this.#claim(body);
    if (!this.claimed) return problem(403, 'setup_required');
    if (name === 'POST /session') return this.#signIn(body);
    if (!this.signedIn) return problem(401, 'not_signed_in');
    if (name === 'GET /session') return json(this.#session);
    if (name === 'GET /device') return json(this.device);
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== this.csrf)
      return problem(403, 'csrf_token_wrong');
    if (name !== 'DELETE /session') {
      const pattern = path.replace(/\/[0-9a-f]{32}(?=\/|$)/, '/*');
      const id = /\/([0-9a-f]{32})(\/|$)/.exec(path)?.[1] ?? '';
      return (
        this.accounts.answer(`${request.method} ${pattern}`, id, body) ??
        this.certificates.answer(`${request.method} ${pattern}`, id, body, this.accounts.owner) ??
        this.hosts.answer(`${request.method} ${pattern}`, body, {
          name: this.accounts.owner,
          password: this.accounts.password,
        }) ??
        problem(404, 'not_found')
      );
    }
    this.signedIn = false;
    return nothing;
  }

  #claim(body: Record<string, unknown>): Answer {
    if (this.claimed) return problem(409, 'already_set_up');
    if (plain(body['claim_code']) !== plain(claimCode)) return problem(403, 'wrong_claim_code');
    this.accounts = new FakeAccounts(String(body['name']), String(body['password']));
    this.claimed = this.signedIn = true;
    return json(this.#session, 201);
  }

  #signIn({ name, password, code }: Record<string, unknown>): Answer {
    const refused = this.accounts.signIn(name, password, code);
    if (refused) return refused;
    this.signedIn = true;
    return json(this.#session, 201);
  }

  get #session(): Schemas['Session'] {
    return {
      account: this.accounts.identity,
      csrf_token: this.csrf,
      expires: new Date(Date.now() + 3_600_000).toISOString(),
    };
  }
}
