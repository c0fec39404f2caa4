// The whole product as ./run starts it for a person: recorder, control plane and two demo cameras, on
// free ports of loopback and with a state of its own. What it started ends with it; the logs of a
// failure are kept in build/log/end-to-end.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const programs = join(repository, 'build/release/bin');
const keptLogs = join(repository, 'build/log/end-to-end');

export interface DemoCamera {
  readonly name: string;
  readonly main: string;
  readonly sub: string;
  readonly setUp: string;
  readonly user: string;
  readonly password: string;
  /** SHA-256 of the camera's own certificate, as openssl prints it. */
  readonly fingerprint: string;
}

export class Product {
  readonly #run: ChildProcess;
  readonly #state: string;
  #said = '';

  private constructor(state: string) {
    this.#state = state;
    // Should this process end in a way that lets nothing be tidied up, ./run is told to stop all the same.
    const command = ['--pdeathsig', 'TERM', './run', '--no-install', '--no-build', '--free-ports'];
    this.#run = spawn('setpriv', [...command, '--state', state], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (bytes: Buffer): void => {
      this.#said += bytes.toString();
      appendFileSync(join(state, 'run.log'), bytes);
    };
    this.#run.stdout?.on('data', hear);
    this.#run.stderr?.on('data', hear);
  }

  static async start(): Promise<Product> {
    for (const path of [join(programs, 'custodyd'), join(repository, 'web/ui/dist/recorder')])
      if (!existsSync(path)) throw new Error(`${path} is missing: ./run or ./test builds it`);
    const product = new Product(mkdtempSync(join(tmpdir(), 'custody-e2e-')));
    const over = once(product.#run, 'exit').then(() => {
      throw new Error(`./run ended: ${product.#said}`);
    });
    over.catch(() => {});
    while (!product.#said.includes('Ctrl-C stops everything'))
      await Promise.race([once(product.#run.stdout!, 'data'), over]);
    return product;
  }

  /** Waits until everything that was started has ended. */
  async stop(good: boolean): Promise<void> {
    const over = this.#run.exitCode === null ? once(this.#run, 'exit') : undefined;
    this.#run.kill('SIGTERM');
    await over;
    if (!good) this.#keepLogs();
    rmSync(this.#state, { recursive: true, force: true });
  }

  get url(): string {
    return this.#line(/^URL +(\S+)$/m);
  }
  get claimCode(): string {
    return this.#line(/^CLAIM CODE +(\S+)$/m);
  }
  get siteCa(): string {
    return readFileSync(
      join(this.#state, 'recorder/state/custody/control/https/site-ca.pem'),
      'utf8',
    );
  }
  get cameras(): DemoCamera[] {
    const lines = /^CAMERA (\d+) +(\S+)\/main +user (\S+), password (\S+) +\((\S+)\)$/gm;
    return [...this.#said.matchAll(lines)].map(([, number, url, user, password, setUp]) => ({
      name: `Camera ${number}`,
      main: `${url}/main`,
      sub: `${url}/sub`,
      setUp: setUp!,
      user: user!,
      password: password!,
      fingerprint: this.#fingerprintOf(Number(number) - 1),
    }));
  }

  /** A program of the recorder, by its parentage: none that others started has this one's ./run above it. */
  pidOf(program: string): number {
    const below = (pid: number): number[] => {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      return children.filter(Boolean).flatMap((child) => [Number(child), ...below(Number(child))]);
    };
    const found = below(this.#run.pid!).filter(
      (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === program,
    );
    if (found.length !== 1) throw new Error(`${found.length} processes are a ${program}`);
    return found[0]!;
  }

  #line(pattern: RegExp): string {
    const found = pattern.exec(this.#said)?.[1];
    if (found === undefined) throw new Error(`./run did not say ${pattern}: ${this.#said}`);
    return found;
  }

  #fingerprintOf(camera: number): string {
    const file = join(this.#state, `camera-${camera}/state/custody/camera/device.pem`);
    const words = ['x509', '-noout', '-fingerprint', '-sha256', '-in', file];
    return execFileSync('openssl', words, { encoding: 'utf8' }).trim().split('=')[1]!;
  }

  #keepLogs(): void {
    mkdirSync(keptLogs, { recursive: true });
    for (const log of ['run.log', 'recorder/log', 'camera-0/log', 'camera-1/log']) {
      const file = join(this.#state, log);
      if (existsSync(file)) copyFileSync(file, join(keptLogs, log.replace('/', '.')));
    }
    console.log(`the programs' logs are kept in ${keptLogs}`);
  }
}
