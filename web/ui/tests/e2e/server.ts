// Serves a built app on loopback under the headers the product sends.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { packageRoot } from '../lint/sources';

export type App = 'recorder' | 'camera' | 'gallery';

export const headers = JSON.parse(
  readFileSync(join(packageRoot, '../headers.json'), 'utf8'),
) as Record<string, string>;

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

export const builtFolder = (app: App): string => {
  const folder = join(packageRoot, 'dist', app);
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`dist/${app} is missing: run npm run bundle and npm run build:gallery`);
  return folder;
};

export function serveFile(app: App, path: string, response: ServerResponse): void {
  const file = join(builtFolder(app), normalize(path === '/' ? '/index.html' : path));
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, headers);
    response.end();
    return;
  }
  const type = types[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type });
  response.end(readFileSync(file));
}

const listensAt = (server: Server, port: number): Promise<void> =>
  new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      done();
    });
  });

let port = 0;

/** Where the site before was, when it is gone: to a browser another address is another site, for which
 * it begins a process and compiles every script again. */
export async function listen(server: Server): Promise<void> {
  await listensAt(server, port).catch(() => listensAt(server, 0));
  port = (server.address() as AddressInfo).port;
}

export class TestServer {
  readonly #server: Server;

  private constructor(app: App) {
    builtFolder(app);
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      serveFile(app, path, response);
    });
  }

  static async start(app: App): Promise<TestServer> {
    const server = new TestServer(app);
    await listen(server.#server);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
