// One real camera that nobody has claimed, started as ./run starts its own: on free ports of loopback and
// with a state of its own. What it started ends with it; the log of a failure is kept.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs, repository } from './product';

const keptLogs = join(repository, 'build/log/end-to-end');

export class LoneCamera {
  readonly #init: ChildProcess;
  readonly #root: string;
  readonly #https: string;
  #said = '';

  private constructor(root: string, https: string, rtsps: string) {
    this.#root = root;
    this.#https = https;
    mkdirSync(join(root, 'etc/custody'), { recursive: true });
    writeFileSync(
      join(root, 'etc/custody/camera.toml'),
      `[camera]
name = "Rear gate"
seed = 7
[factory]
directory = "${root}/factory"
[https]
listen = ["127.0.0.1:${https}"]
interface = "${repository}web/ui/dist/camera"
description = "${repository}web/api/camera.openapi.json"
blocklist = "${repository}web/ui/dist/passwords.txt"
[rtsps]
listen = ["127.0.0.1:${rtsps}"]
[host]
filter = false
`,
    );
    const units = ['--units', join(repository, 'systemd'), '--root', root, '--bin', programs];
    // Should this process end in a way that lets nothing be tidied up, the camera ends all the same.
    const command = ['--pdeathsig', 'TERM', join(programs, 'mini_init'), ...units];
    this.#init = spawn('setpriv', [...command, 'custody-camera.service'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (bytes: Buffer): void => void (this.#said += bytes.toString());
    this.#init.stdout?.on('data', hear);
    this.#init.stderr?.on('data', hear);
  }

  static async start(): Promise<LoneCamera> {
    const script = join(repository, 'tests/smoke/free_ports.mjs');
    const ports = execFileSync('node', [script, '2'], { encoding: 'utf8' }).split('\n');
    const root = mkdtempSync(join(tmpdir(), 'custody-camera-'));
    const camera = new LoneCamera(root, ports[0]!, ports[1]!);
    const over = once(camera.#init, 'exit').then(() => {
      throw new Error(`the camera ended: ${camera.#said}`);
    });
    over.catch(() => {});
    const more = (): Promise<unknown> =>
      Promise.race([once(camera.#init.stdout!, 'data'), once(camera.#init.stderr!, 'data'), over]);
    while (!/custody-camera\.service is (ready|started)/.test(camera.#said)) await more();
    return camera;
  }

  /** Waits until everything that was started has ended. */
  async stop(good: boolean): Promise<void> {
    const over = this.#init.exitCode === null ? once(this.#init, 'exit') : undefined;
    this.#init.kill('SIGTERM');
    await over;
    if (!good) this.#keepLog();
    rmSync(this.#root, { recursive: true, force: true });
  }

  get url(): string {
    return `https://127.0.0.1:${this.#https}/`;
  }
  /** As the console gives it. */
  get claimCode(): string {
    const socket = join(this.#root, 'run/custody/camera/control.sock');
    const words = ['admin', 'claim-code', '--socket', socket];
    return execFileSync(join(programs, 'custody'), words, { encoding: 'utf8' }).trim();
  }
  get certificate(): string {
    return readFileSync(join(this.#root, 'state/custody/camera/device.pem'), 'utf8');
  }
  get fingerprint(): string {
    return new X509Certificate(this.certificate).fingerprint256;
  }

  #keepLog(): void {
    mkdirSync(keptLogs, { recursive: true });
    writeFileSync(join(this.#root, 'log'), this.#said);
    copyFileSync(join(this.#root, 'log'), join(keptLogs, 'lone-camera.log'));
    console.log(`the camera's log is kept in ${keptLogs}`);
  }
}
