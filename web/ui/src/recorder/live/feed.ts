// One camera's live stream as it arrives over a WebSocket: connects, reconnects, and notices silence.
// What arrives goes to a sink; how the stream fares goes to `onstate`.
import type { Clock } from '../../design/clock';
import { waitBefore, type Backoff } from '../backoff';

export interface StreamFormat {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
}

export interface Sink {
  /** False when this browser cannot play it. */
  begin(format: StreamFormat): boolean;
  append(bytes: ArrayBuffer): void;
}

export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'playing'; readonly format: StreamFormat; readonly rate: Rate }
  | {
      readonly kind: 'lost';
      /** A code of the recorder, or of LostHere. */
      readonly reason: string;
      readonly since_ms: number;
      /** When we try again, if it is for us to try. */
      readonly next_ms?: number;
    }
  | { readonly kind: 'unplayable'; readonly mime: string };

export interface Rate {
  readonly pictures: number;
  readonly bits: number;
}

/** Reasons that are found here and not told by the recorder. */
export type LostHere = 'disconnected' | 'silent' | 'decoder';

/** What is used of a WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

export interface FeedOptions {
  readonly connect: () => Socket;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly onstate: (state: FeedState) => void;
  /** A connection that could not be made: the session may have ended. */
  readonly onrefused?: () => void;
  readonly backoff?: Backoff;
  readonly random?: () => number;
}

/** A stream that says nothing for this long is lost: said well within two seconds. */
export const silenceMax_ms = 1500;
const deadAfter_ms = 6000;
const tick_ms = 250;
/** The rate is that of the last seconds: pictures come in bursts, and a figure that flickers is not read. */
const rateSpan_ms = 3000;

export class LiveFeed {
  readonly #options: FeedOptions;
  readonly #backoff: Backoff;
  #socket: Socket | undefined;
  #stopTicking: (() => void) | undefined;
  #state: FeedState = { kind: 'connecting' };
  #format: StreamFormat | undefined;
  #attempt = 0;
  #retryAt_ms: number | undefined;
  #heard_ms: number;
  #meter: { at_ms: number; pictures: number; bytes: number };
  #rate: Rate = { pictures: 0, bits: 0 };

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? { first_ms: 500, longest_ms: 10_000 };
    this.#heard_ms = options.clock.now();
    this.#meter = { at_ms: this.#heard_ms, pictures: 0, bytes: 0 };
  }

  get rate(): Rate {
    return this.#rate;
  }

  start(): void {
    this.#open();
    this.#stopTicking = this.#options.clock.every(tick_ms, () => this.#tick());
  }

  stop(): void {
    this.#stopTicking?.();
    this.#drop();
  }

  /** The sink could not go on: begin again on a new connection. */
  fail(reason: LostHere): void {
    this.#drop();
    this.#lose(reason);
  }

  #open(): void {
    this.#retryAt_ms = undefined;
    const socket = (this.#socket = this.#options.connect());
    let opened = false;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      opened = true;
      this.#heard_ms = this.#options.clock.now();
    };
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => {
      this.#socket = undefined;
      if (!opened) this.#options.onrefused?.();
      this.#lose('disconnected');
    };
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#format = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #hear(data: unknown): void {
    if (typeof data === 'string') this.#hearText(data);
    else if (data instanceof ArrayBuffer && this.#format) {
      this.#heard_ms = this.#options.clock.now();
      this.#attempt = 0;
      this.#meter.pictures += 1;
      this.#meter.bytes += data.byteLength;
      this.#options.sink.append(data);
      if (this.#state.kind !== 'playing') this.#say(this.#playing(this.#format));
    }
  }

  #hearText(text: string): void {
    const message = parsed(text);
    if (message?.['type'] === 'format') {
      const format = formatFrom(message);
      if (this.#options.sink.begin(format)) {
        this.#format = format;
        this.#heard_ms = this.#options.clock.now();
      } else {
        this.#drop();
        this.#say({ kind: 'unplayable', mime: format.mime });
      }
    } else if (message?.['type'] === 'lost') {
      this.#format = undefined;
      const since_ms = Date.parse(String(message['since']));
      this.#say({
        kind: 'lost',
        reason: String(message['reason'] ?? ''),
        since_ms: Number.isNaN(since_ms) ? this.#heard_ms : since_ms,
      });
    }
  }

  #tick(): void {
    const now_ms = this.#options.clock.now();
    if (this.#retryAt_ms !== undefined && now_ms >= this.#retryAt_ms) this.#open();
    const waiting = this.#state.kind === 'playing' || this.#state.kind === 'connecting';
    const silence_ms = now_ms - this.#heard_ms;
    if (this.#socket && waiting && silence_ms > silenceMax_ms)
      this.#say({ kind: 'lost', reason: 'silent', since_ms: this.#heard_ms });
    // Not told by the recorder, so the connection itself may be dead.
    const silent = this.#state.kind === 'lost' && this.#state.reason === 'silent';
    if (this.#socket && silent && silence_ms > deadAfter_ms) this.fail('silent');
    const span_ms = now_ms - this.#meter.at_ms;
    if (span_ms < (this.#rate.pictures === 0 ? 1000 : rateSpan_ms)) return;
    this.#rate = {
      pictures: (this.#meter.pictures * 1000) / span_ms,
      bits: (this.#meter.bytes * 8000) / span_ms,
    };
    this.#meter = { at_ms: now_ms, pictures: 0, bytes: 0 };
    if (this.#state.kind === 'playing') this.#say(this.#playing(this.#state.format));
  }

  #playing(format: StreamFormat): FeedState {
    return { kind: 'playing', format, rate: this.#rate };
  }

  #lose(reason: LostHere): void {
    const { clock, random } = this.#options;
    const next_ms = clock.now() + waitBefore(this.#attempt, this.#backoff, random);
    this.#attempt += 1;
    this.#retryAt_ms = next_ms;
    this.#format = undefined;
    const since_ms = this.#state.kind === 'lost' ? this.#state.since_ms : this.#heard_ms;
    this.#say({ kind: 'lost', reason, since_ms, next_ms });
  }

  #say(state: FeedState): void {
    this.#state = state;
    this.#options.onstate(state);
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const formatFrom = (message: Record<string, unknown>): StreamFormat => ({
  mime: String(message['mime']),
  width: Number(message['width']) || 0,
  height: Number(message['height']) || 0,
});
