// Plays live fragments in a video element, as near to the newest picture as edge.ts says.
import { AppendQueue } from '../media/append-queue';
import { droppable, move, steadyAfter_ms } from './edge';
import type { Sink, StreamFormat } from './feed';

export interface LiveSinkOptions {
  readonly video: HTMLVideoElement;
  /** Seconds from one picture to the next, as measured. */
  readonly frame_s: () => number;
  readonly onerror: () => void;
}

/** More than this waiting means that the browser does not keep up; then it is better to begin again. */
const waitingMax_bytes = 16e6;

export class LiveSink implements Sink {
  readonly #options: LiveSinkOptions;
  #source: MediaSource | undefined;
  #queue: AppendQueue | undefined;
  #buffer: SourceBuffer | undefined;
  #address: string | undefined;
  #early: BufferSource[] = [];
  #jumped_ms = -Infinity;
  #jumps = 0;

  constructor(options: LiveSinkOptions) {
    this.#options = options;
    options.video.addEventListener('error', this.#failed);
  }

  begin({ mime }: StreamFormat): boolean {
    if (!MediaSource.isTypeSupported(mime)) return false;
    this.#close();
    this.#open(mime);
    return true;
  }

  append(bytes: ArrayBuffer): void {
    if (!this.#queue) this.#early.push(bytes);
    else if (this.#queue.waiting > waitingMax_bytes) this.#failed();
    else this.#queue.append(bytes);
  }

  stop(): void {
    this.#options.video.removeEventListener('error', this.#failed);
    this.#close();
    this.#options.video.removeAttribute('src');
    this.#options.video.load();
  }

  #open(mime: string): void {
    const source = (this.#source = new MediaSource());
    const { video } = this.#options;
    this.#address = URL.createObjectURL(source);
    video.src = this.#address;
    source.addEventListener(
      'sourceopen',
      () => {
        if (source !== this.#source) return;
        source.duration = Infinity;
        const buffer = (this.#buffer = source.addSourceBuffer(mime));
        this.#queue = new AppendQueue(buffer, () => this.#keepUp(), this.#failed);
        for (const bytes of this.#early.splice(0)) this.#queue.append(bytes);
        // Refused when the page may not play by itself; the first picture is shown all the same.
        video.play().catch(() => {});
      },
      { once: true },
    );
  }

  #close(): void {
    this.#queue?.stop();
    this.#queue = this.#buffer = this.#source = undefined;
    this.#early = [];
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = undefined;
  }

  #keepUp(): void {
    const { video, frame_s } = this.#options;
    const buffered = this.#buffer?.buffered;
    if (!buffered || buffered.length === 0) return;
    const last = buffered.length - 1;
    const now_ms = performance.now();
    const next = move({
      position_s: video.currentTime,
      from_s: buffered.start(last),
      to_s: buffered.end(last),
      frame_s: frame_s(),
      sinceJump_ms: now_ms - this.#jumped_ms,
      jumps: this.#jumps,
    });
    if (next.jumpTo_s !== undefined && !video.seeking) {
      video.currentTime = next.jumpTo_s;
      this.#jumps = now_ms - this.#jumped_ms > steadyAfter_ms ? 1 : this.#jumps + 1;
      this.#jumped_ms = now_ms;
    }
    if (Math.abs(video.playbackRate - next.rate) > 0.04 || next.rate === 1)
      video.playbackRate = next.rate;
    const upTo = droppable(video.currentTime, buffered.start(0));
    if (upTo !== undefined) this.#queue?.do((buffer) => buffer.remove(0, upTo));
  }

  readonly #failed = (): void => {
    if (!this.#source) return;
    this.#close();
    this.#options.onerror();
  };
}
