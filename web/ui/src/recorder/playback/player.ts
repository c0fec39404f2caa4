// Plays what is recorded of one camera: positions are wall time, and gaps are stepped over and said.
import { AppendQueue } from '../media/append-queue';
import { FrameTimes } from './frames';
import { Loader, type Fetched, type Sources } from './loader';
import { ahead_s, beyondGap, holds, rangesOf } from './place';

export type PlayerState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  /** Nothing is recorded at the position, but something is after it. */
  | { readonly kind: 'gap' }
  /** Nothing is recorded at or after the position. */
  | { readonly kind: 'end' }
  | { readonly kind: 'unplayable'; readonly mime: string }
  | { readonly kind: 'problem'; readonly error: unknown };

export interface PlayerOptions extends Sources {
  readonly video: HTMLVideoElement;
  readonly onstate: (state: PlayerState) => void;
  readonly ongap?: (from_ms: number, to_ms: number) => void;
}

/** Wall time maps to the player's time from an origin this long before the first position. */
const lead_ms = 45 * 86_400_000;
const reach_s = (2 * lead_ms) / 1000;
const keepBehind_s = 20;
const tick_ms = 100;

export class PlaybackPlayer {
  readonly #options: PlayerOptions;
  readonly #frames = new FrameTimes();
  readonly #loader: Loader;
  #origin_ms = 0;
  #source: MediaSource | undefined;
  #buffer: SourceBuffer | undefined;
  #queue: AppendQueue | undefined;
  #address: string | undefined;
  #mime = '';
  #init: string | undefined;
  #timer: ReturnType<typeof setInterval>;
  #playing = false;
  /** What is buffered belongs to where we are, and not to where we were before a jump. */
  #fresh = true;
  #rate = 1;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#loader = new Loader(options, {
      media: (fetched) => this.#place(fetched),
      // What is there is played to its end first.
      end: () => {
        if (!this.#held) this.#say({ kind: 'end' });
      },
      problem: (error) => this.#say({ kind: 'problem', error }),
    });
    this.#timer = setInterval(() => this.#tick(), tick_ms);
  }

  get at_ms(): number {
    return this.#origin_ms + this.#options.video.currentTime * 1000;
  }
  get rate(): number {
    return this.#rate;
  }

  seek(at_ms: number): void {
    const position_s = (at_ms - this.#origin_ms) / 1000;
    if (!this.#source || position_s < 0 || position_s > reach_s) this.#reopen(at_ms);
    const { video } = this.#options;
    video.currentTime = (at_ms - this.#origin_ms) / 1000;
    if (this.#fresh && this.#held) return;
    this.#say({ kind: 'loading' });
    this.#restartAt(at_ms);
  }

  play(): void {
    this.#playing = true;
    const { video } = this.#options;
    video.playbackRate = this.#rate;
    video.play().catch(() => {});
  }

  pause(): void {
    const { video } = this.#options;
    video.pause();
    if (!this.#playing) return;
    this.#playing = false;
    // A browser may stop with the previous picture still on the screen; what stands is what the
    // playhead says.
    const shown = this.#frames.step(video.currentTime, 0);
    if (shown !== undefined) video.currentTime = shown + 0.001;
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#options.video.playbackRate = rate;
  }

  step(direction: 1 | -1): void {
    this.pause();
    const { video } = this.#options;
    const next = this.#frames.step(video.currentTime, direction);
    if (next !== undefined) video.currentTime = next + 0.001;
    else this.seek(this.at_ms + direction * 40);
  }

  retry(): void {
    const at_ms = this.at_ms;
    this.#say({ kind: 'loading' });
    if (this.#source) this.#restartAt(at_ms);
    else this.seek(at_ms);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#loader.stop();
    this.#close();
    this.#options.video.removeAttribute('src');
    this.#options.video.load();
  }

  /** There is a picture at the position. */
  get #held(): boolean {
    const { video } = this.#options;
    return this.#buffer !== undefined && holds(rangesOf(this.#buffer.buffered), video.currentTime);
  }

  #restartAt(at_ms: number): void {
    this.#queue?.clear();
    this.#fresh = this.#queue === undefined;
    this.#queue?.do(
      (buffer) => buffer.remove(0, Infinity),
      0,
      () => (this.#fresh = true),
    );
    this.#frames.clear();
    this.#init = undefined;
    this.#loader.startAt(at_ms);
  }

  #reopen(at_ms: number): void {
    this.#close();
    this.#origin_ms = at_ms - lead_ms;
    const source = (this.#source = new MediaSource());
    this.#address = URL.createObjectURL(source);
    this.#options.video.src = this.#address;
    source.addEventListener(
      'sourceopen',
      () => {
        if (source !== this.#source) return;
        source.duration = reach_s;
        this.#options.video.currentTime = (at_ms - this.#origin_ms) / 1000;
        this.#tick();
      },
      { once: true },
    );
  }

  #close(): void {
    this.#queue?.stop();
    this.#queue = this.#buffer = this.#source = undefined;
    this.#mime = '';
    this.#init = undefined;
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = undefined;
  }

  #place({ run, init, media, pictures }: Fetched): void {
    const { first } = run;
    if (!this.#source || this.#source.readyState !== 'open') return;
    if (!MediaSource.isTypeSupported(first.mime)) {
      this.#loader.stop();
      return this.#say({ kind: 'unplayable', mime: first.mime });
    }
    const queue = this.#queueFor(first.mime);
    const offset_s = (first.zero_ms - this.#origin_ms) / 1000;
    if (this.#init !== first.init) queue.append(init);
    this.#init = first.init;
    queue.do((buffer) => (buffer.timestampOffset = offset_s));
    queue.append(media);
    this.#frames.add(pictures.map((time) => time + offset_s));
  }

  #queueFor(mime: string): AppendQueue {
    if (!this.#queue || !this.#source) {
      this.#buffer = (this.#source as MediaSource).addSourceBuffer(mime);
      this.#queue = new AppendQueue(
        this.#buffer,
        () => this.#tick(),
        (error) => this.#failed(error),
      );
    } else if (mime !== this.#mime) {
      this.#queue.do((buffer) => buffer.changeType(mime));
    }
    this.#mime = mime;
    return this.#queue;
  }

  #failed(error: unknown): void {
    this.#loader.stop();
    this.#close();
    this.#say({ kind: 'problem', error });
  }

  /** Keeps enough media ahead, drops what is behind, and steps over gaps. */
  #tick(): void {
    const { video } = this.#options;
    if (this.#source?.readyState !== 'open') return;
    const ranges = this.#buffer ? rangesOf(this.#buffer.buffered) : [];
    const position_s = video.currentTime;
    const waiting = this.#queue?.waiting ?? 0;
    if (waiting === 0 && ahead_s(ranges, position_s) < Math.min(40, 10 * Math.max(1, this.#rate)))
      void this.#loader.more();
    if (holds(ranges, position_s)) this.#say({ kind: 'ready' });
    const next_s = this.#fresh ? beyondGap(ranges, position_s) : undefined;
    if (next_s !== undefined) {
      if (this.#playing) this.#stepOver(position_s, next_s);
      else if (!holds(ranges, position_s)) this.#say({ kind: 'gap' });
    }
    const oldest = ranges[0];
    if (oldest && position_s - oldest.from_s > keepBehind_s * 2 && waiting === 0) {
      const upTo = position_s - keepBehind_s;
      this.#queue?.do((buffer) => buffer.remove(0, upTo));
      this.#frames.dropBefore(upTo);
    }
    if (this.#playing && video.paused && !video.ended) video.play().catch(() => {});
  }

  #stepOver(from_s: number, to_s: number): void {
    this.#options.video.currentTime = to_s + 0.001;
    if (to_s - from_s > 1)
      this.#options.ongap?.(this.#origin_ms + from_s * 1000, this.#origin_ms + to_s * 1000);
  }

  #last = '';
  #say(state: PlayerState): void {
    if (state.kind === this.#last && state.kind !== 'problem') return;
    this.#last = state.kind;
    this.#options.onstate(state);
  }
}
