// Hears from the recorder what changes, so that no page needs to ask again and again; and knows since
// when the recorder has not been heard.
import type { Clock } from '../../design/clock';
import { waitBefore } from '../backoff';
import type { Socket } from '../live/feed';

export interface Change {
  /** reset: anything may have changed. It is also the first message. */
  readonly type: 'camera' | 'state' | 'footage' | 'status' | 'reset';
  readonly camera?: string;
}

export interface ChangesOptions {
  readonly connect: () => Socket;
  readonly clock: Clock;
  readonly onrefused: () => void;
  readonly random?: () => number;
}

export interface Silence {
  readonly since_ms: number;
  readonly next_ms: number;
}

const backoff = { first_ms: 500, longest_ms: 5000 };

export class Changes {
  readonly #options: ChangesOptions;
  readonly #listeners = new Set<(change: Change) => void>();
  #silence = $state.raw<Silence>();
  #socket: Socket | undefined;
  #attempt = 0;
  #stopTicking: (() => void) | undefined;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Undefined while the recorder is heard. */
  get silence(): Silence | undefined {
    return this.#silence;
  }

  /** Until the returned function is called. */
  start(): () => void {
    this.#open();
    this.#stopTicking = this.#options.clock.every(250, () => {
      const next_ms = this.#silence?.next_ms;
      if (!this.#socket && next_ms !== undefined && this.#options.clock.now() >= next_ms)
        this.#open();
    });
    return () => this.#stop();
  }

  on(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #open(): void {
    const socket = (this.#socket = this.#options.connect());
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#attempt = 0;
      this.#silence = undefined;
    };
    socket.onmessage = ({ data }) => {
      const change = changeFrom(data);
      if (change) this.#tell(change);
    };
    socket.onclose = () => {
      this.#socket = undefined;
      const now_ms = this.#options.clock.now();
      const next_ms = now_ms + waitBefore(this.#attempt, backoff, this.#options.random);
      this.#attempt += 1;
      this.#silence = { since_ms: this.#silence?.since_ms ?? now_ms, next_ms };
      if (!opened) this.#options.onrefused();
    };
  }

  #stop(): void {
    this.#stopTicking?.();
    const socket = this.#socket;
    this.#socket = this.#silence = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

const types = new Set(['camera', 'state', 'footage', 'status', 'reset']);

export function changeFrom(data: unknown): Change | undefined {
  try {
    const value = JSON.parse(String(data)) as { type?: unknown; camera?: unknown } | null;
    if (!value || typeof value.type !== 'string' || !types.has(value.type)) return undefined;
    const camera = typeof value.camera === 'string' ? { camera: value.camera } : {};
    return { type: value.type as Change['type'], ...camera };
  } catch {
    return undefined;
  }
}
