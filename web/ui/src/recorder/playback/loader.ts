// Fetches recorded media in order from a time on: first the index, then init segments and ranges.
import { pictureTimesOf, tracksOf, type Track } from '../media/boxes';
import { RecordIndex, type RecordEntry, type Run, type RunLimits } from './records';

export interface Sources {
  readonly now: () => number;
  /** The records that begin in [from, to), and up to where the answer reaches. */
  readonly index: (
    from_ms: number,
    to_ms: number,
    signal: AbortSignal,
  ) => Promise<{ records: readonly RecordEntry[]; reached_ms: number }>;
  readonly load: (address: string, signal: AbortSignal) => Promise<ArrayBuffer>;
}

export interface Fetched {
  readonly run: Run;
  readonly init: ArrayBuffer;
  readonly media: ArrayBuffer;
  /** Times in the media at which its pictures are shown. */
  readonly pictures: readonly number[];
}

export interface Receiver {
  media(fetched: Fetched): void;
  end(): void;
  problem(error: unknown): void;
}

export const mediaAddress = ({ first, last }: Run): string =>
  `/api/v1/segments/${first.segment}/media.mp4?first=${first.number}&last=${last.number}`;

const indexSpan_ms = 600_000;
/** Long gaps are crossed in growing strides. */
const indexSpanMax_ms = 12 * 3_600_000;
const before_ms = 60_000;
/** The recorder is asked again for what may have been recorded since. */
const askAgain_ms = 1000;
/** The first fetch is small, so that the first picture comes soon. */
const atFirst: RunLimits = { bytes: 2e6, span_ms: 2500 };
const later: RunLimits = { bytes: 4e6, span_ms: 8000 };

export class Loader {
  readonly #sources: Sources;
  readonly #receiver: Receiver;
  readonly #index = new RecordIndex();
  readonly #inits = new Map<string, { bytes: ArrayBuffer; tracks: Track[] }>();
  #work = new AbortController();
  #busy = false;
  #stopped = true;
  #from_ms = 0;
  #last: RecordEntry | undefined;
  /** End of what was recorded when that was last asked. */
  #newest_ms = Infinity;
  #askedNewest_ms = -Infinity;

  constructor(sources: Sources, receiver: Receiver) {
    this.#sources = sources;
    this.#receiver = receiver;
  }

  startAt(at_ms: number): void {
    this.stop();
    this.#stopped = false;
    this.#from_ms = at_ms;
    this.#last = undefined;
    void this.more();
  }

  stop(): void {
    this.#work.abort();
    this.#work = new AbortController();
    this.#busy = false;
    this.#stopped = true;
  }

  /** Fetches what comes next, unless that is going on already. */
  async more(): Promise<void> {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    const { signal } = this.#work;
    try {
      const next = await this.#next(signal);
      if (signal.aborted) return;
      if (next) await this.#fetch(next, signal);
      else this.#receiver.end();
    } catch (error) {
      if (signal.aborted) return;
      this.#stopped = true;
      this.#receiver.problem(error);
    } finally {
      if (!signal.aborted) this.#busy = false;
    }
  }

  async #next(signal: AbortSignal): Promise<RecordEntry | undefined> {
    let at_ms = this.#last?.to_ms ?? this.#from_ms;
    for (let span_ms = indexSpan_ms; ; span_ms = Math.min(span_ms * 2, indexSpanMax_ms)) {
      const { until_ms, newest } = await this.#know(at_ms, span_ms, signal);
      const found = this.#last
        ? this.#index.after(this.#last)
        : this.#index.decodeFrom(this.#from_ms);
      if (found && (newest || found.from_ms < until_ms)) return found;
      if (newest || until_ms <= at_ms) return undefined;
      at_ms = until_ms;
    }
  }

  /** Asks for the index from a time on, unless it is known. `newest`: there is nothing behind it yet. */
  async #know(
    at_ms: number,
    span_ms: number,
    signal: AbortSignal,
  ): Promise<{ until_ms: number; newest: boolean }> {
    // Records that began before the first position may hold it.
    const from_ms = this.#last ? at_ms : at_ms - before_ms;
    const known_ms = this.#index.knownUntil(from_ms);
    if (known_ms !== undefined && known_ms > at_ms) return { until_ms: known_ms, newest: false };
    const now_ms = this.#sources.now();
    if (at_ms >= this.#newest_ms && now_ms - this.#askedNewest_ms < askAgain_ms)
      return { until_ms: at_ms, newest: true };
    const asked = await this.#sources.index(from_ms, from_ms + span_ms, signal);
    const newest = asked.reached_ms >= now_ms;
    // What is still being recorded is not known by not being there yet.
    const until_ms = newest ? (asked.records.at(-1)?.to_ms ?? from_ms) : asked.reached_ms;
    if (newest) [this.#newest_ms, this.#askedNewest_ms] = [until_ms, now_ms];
    this.#index.learn(from_ms, until_ms, asked.records);
    return { until_ms, newest };
  }

  async #fetch(first: RecordEntry, signal: AbortSignal): Promise<void> {
    const run = this.#index.run(first, this.#last ? later : atFirst);
    const [init, media] = await Promise.all([
      this.#init(first.init, signal),
      this.#sources.load(mediaAddress(run), signal),
    ]);
    if (signal.aborted) return;
    this.#last = run.last;
    const pictures = pictureTimesOf(new Uint8Array(media), init.tracks);
    this.#receiver.media({ run, init: init.bytes, media, pictures });
  }

  async #init(
    address: string,
    signal: AbortSignal,
  ): Promise<{ bytes: ArrayBuffer; tracks: Track[] }> {
    const known = this.#inits.get(address);
    if (known) return known;
    const bytes = await this.#sources.load(address, signal);
    const init = { bytes, tracks: tracksOf(new Uint8Array(bytes)) };
    this.#inits.set(address, init);
    return init;
  }
}
