// A recorder made of paper: it answers as the description says, remembers what it was told, and does what
// a test asks of it. Nothing of it is a model of how the real one works.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { components } from '../../../src/api/generated/recorder';
import { listen, serveFile } from '../server';
import { FakeAccounts } from './accounts';
import type { Answer } from './answers';
import { bodyOf, send } from './wire';
import { FakeKeys } from './keys';
import { FakeFootage } from './footage';
import { FakeHosts } from './hosts';
import { FakeJournal } from './journal';
import { init, mime, pictureAt, picturesPerSecond, timescale } from './media';
import { answer } from './routes';
import { FakeCertificates } from './server-certificates';
import { ServerSocket } from './websocket';

type Schemas = components['schemas'];

export const claimCode = 'H7QK-2M9T-X4CW';
export const recoveryKey = '2F7K-9QXM-4TCD-HW83\nR6PN-J5VY-8BEG-3ZLA';
export const account = { name: 'm.okafor', password: 'seven copper tunnels' };
export const fingerprint = '9c417e02'.repeat(8);

interface Viewer {
  readonly camera: string;
  readonly stream: string;
  readonly socket: ServerSocket;
}

export class FakeRecorder {
  step: Schemas['Setup']['step'] = 'done';
  signedIn = false;
  accounts = new FakeAccounts(account.name, account.password);
  readonly journal = new FakeJournal();
  readonly hosts = new FakeHosts();
  readonly certificates = new FakeCertificates(this.hosts);
  cameras: Schemas['Camera'][] = [];
  footage = new Map<string, FakeFootage>();
  keeper: Schemas['Status']['keeper'] = { answers: true, state: 'unlocked', recovery_proven: true };
  probeAnswer: (asked: Schemas['Probe']) => Schemas['ProbeResult'] = () => ({
    ok: false,
    streams: [],
  });
  readonly keys = new FakeKeys(this);
  /** Answered instead, to the next requests whose path begins like this. */
  refusals = new Map<string, Answer>();
  /** Cameras that send nothing, though connected. */
  mute = new Set<string>();
  readonly requests: { method: string; path: string; csrf: string | undefined }[] = [];
  readonly csrf = 'paper-token';
  readonly #server: Server;
  readonly #connected = new WeakMap<Socket, number>();
  readonly #viewers = new Set<Viewer>();
  readonly #listeners = new Set<ServerSocket>();
  readonly #timer: ReturnType<typeof setInterval>;
  #tick = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (!url.pathname.startsWith('/api/')) return serveFile('recorder', url.pathname, response);
      const csrf = request.headers['x-csrf-token'];
      this.requests.push({
        method: request.method ?? '',
        path: url.pathname,
        csrf: typeof csrf === 'string' ? csrf : undefined,
      });
      void bodyOf(request).then((body) => send(answer(this, request, url, body), response));
    });
    this.#server.on('connection', (socket: Socket) =>
      this.#connected.set(socket, performance.now()),
    );
    this.#server.on('upgrade', (request, stream) => this.#upgrade(request, stream));
    this.#timer = setInterval(() => this.#sendPictures(), 1000 / picturesPerSecond);
  }

  static async start(): Promise<FakeRecorder> {
    const recorder = new FakeRecorder();
    await listen(recorder.#server);
    return recorder;
  }

  connectedAt(socket: Socket): number {
    return this.#connected.get(socket) ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.cutAll();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  addCamera(name: string, more: Partial<Schemas['Camera']> = {}): Schemas['Camera'] {
    const number = this.cameras.length + 1;
    const camera: Schemas['Camera'] = {
      camera: number.toString(16).padStart(32, 'c'),
      name,
      url: `rtsps://camera-${number}.example:322/main`,
      sub_url: `rtsps://camera-${number}.example:322/sub`,
      user: 'custody',
      fingerprint,
      audio: true,
      enabled: true,
      state: {
        main: { state: 'recording', since: new Date(Date.now() - 7_200_000).toISOString() },
        sub: { state: 'disabled', since: new Date(Date.now() - 7_200_000).toISOString() },
      },
      ...more,
    };
    this.cameras.push(camera);
    this.footage.set(camera.camera, new FakeFootage(number, Date.now() - 7_200_000, Date.now));
    return camera;
  }

  /** Loses a camera's stream, and says so as the recorder does. */
  lose(camera: Schemas['Camera'], reason: string, nextTry_ms = 5000): void {
    const since = new Date().toISOString();
    const next_try = new Date(Date.now() + nextTry_ms).toISOString();
    camera.state = { ...camera.state, main: { state: 'lost', since, reason, next_try } };
    this.mute.add(camera.camera);
    for (const viewer of this.#viewers)
      if (viewer.camera === camera.camera) viewer.socket.sendText({ type: 'lost', reason, since });
    this.tell({
      type: 'state',
      camera: camera.camera,
      stream: 'main',
      state: camera.state.main ?? {},
    });
  }

  regain(camera: Schemas['Camera']): void {
    camera.state = {
      ...camera.state,
      main: { state: 'recording', since: new Date().toISOString() },
    };
    this.mute.delete(camera.camera);
    for (const viewer of this.#viewers) if (viewer.camera === camera.camera) this.#begin(viewer);
    this.tell({
      type: 'state',
      camera: camera.camera,
      stream: 'main',
      state: camera.state.main ?? {},
    });
  }

  tell(change: object): void {
    for (const socket of this.#listeners) socket.sendText(change);
  }

  /** How many watch, and which streams. */
  get watched(): string[] {
    return [...this.#viewers].map(({ camera, stream }) => `${camera}/${stream}`).sort();
  }

  cutAll(): void {
    for (const socket of [...[...this.#viewers].map((each) => each.socket), ...this.#listeners])
      socket.cut();
  }

  #upgrade(request: IncomingMessage, stream: Duplex): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const refused = [...this.refusals.keys()].some((path) => url.pathname.startsWith(path));
    if (!this.signedIn || refused) return void stream.destroy();
    const socket = new ServerSocket(request, stream);
    if (url.pathname.endsWith('/changes')) {
      this.#listeners.add(socket);
      socket.onclose = () => this.#listeners.delete(socket);
      return socket.sendText({ type: 'reset' });
    }
    const viewer = {
      camera: url.searchParams.get('camera') ?? '',
      stream: url.searchParams.get('stream') ?? '',
      socket,
    };
    this.#viewers.add(viewer);
    socket.onclose = () => this.#viewers.delete(viewer);
    const main = this.cameras.find(({ camera }) => camera === viewer.camera)?.state.main;
    if (main?.state === 'lost')
      socket.sendText({ type: 'lost', reason: main.reason ?? 'lost', since: main.since });
    else if (!this.mute.has(viewer.camera)) this.#begin(viewer);
  }

  #waiting = new Set<Viewer>();
  #begin(viewer: Viewer): void {
    const large = viewer.stream === 'main';
    viewer.socket.sendText({
      type: 'format',
      mime,
      width: large ? 1920 : 320,
      height: large ? 1080 : 180,
    });
    viewer.socket.sendBytes(init);
    // Pictures start with a key frame.
    this.#waiting.add(viewer);
  }

  #sendPictures(): void {
    this.#tick += 1;
    const key = this.#tick % picturesPerSecond === 0;
    if (this.#viewers.size === 0) return;
    const picture = pictureAt(this.#tick, (this.#tick * timescale) / picturesPerSecond);
    for (const viewer of this.#viewers) {
      if (this.mute.has(viewer.camera)) continue;
      if (this.#waiting.has(viewer) && !key) continue;
      this.#waiting.delete(viewer);
      viewer.socket.sendBytes(picture);
    }
  }
}
