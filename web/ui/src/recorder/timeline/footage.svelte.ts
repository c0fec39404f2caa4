// What the recorder holds of one camera, as far as the timeline shows it.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { TimeSpan } from '../api/recorder';
import type { Timeline } from '../api/types';
import { overviewOf, type View } from './scale';
import { noSpans, SpanIndex, type Span } from './spans';

export interface FootageOptions {
  readonly ask: (span: TimeSpan, signal: AbortSignal) => Promise<Timeline>;
  readonly now: () => number;
}

/** What is being recorded grows; it is asked for again at most this often. */
const renewAfter_ms = 1500;

export class Footage {
  readonly #options: FootageOptions;
  #spans = $state.raw<SpanIndex>(noSpans);
  #first_ms = $state<number>();
  #last_ms = $state<number>();
  #answered = $state(false);
  #problem = $state.raw<ApiProblem>();
  #loaded: View | undefined;
  #asked_ms = -Infinity;
  #asking: AbortController | undefined;
  #wanted: View | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FootageOptions) {
    this.#options = options;
  }

  get spans(): SpanIndex {
    return this.#spans;
  }
  get answered(): boolean {
    return this.#answered;
  }
  /** The oldest footage; undefined when there is none. */
  get first_ms(): number | undefined {
    return this.#first_ms;
  }
  get last_ms(): number | undefined {
    return this.#last_ms;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  /** Makes sure that what a view shows, and what it is a part of, is there. */
  show(view: View): void {
    const wide = overviewOf(view, this.#options.now());
    const loaded = this.#loaded;
    if (loaded && wide.from_ms >= loaded.from_ms && wide.to_ms <= loaded.to_ms) return;
    const spare = (wide.to_ms - wide.from_ms) / 2;
    this.#wanted = { from_ms: wide.from_ms - spare, to_ms: wide.to_ms + spare };
    void this.#load();
  }

  /** There is more than was last told. */
  renew(): void {
    const wait_ms = this.#asked_ms + renewAfter_ms - this.#options.now();
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        void this.#load();
      },
      Math.max(0, wait_ms),
    );
  }

  stop(): void {
    this.#asking?.abort();
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted) return;
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#asked_ms = this.#options.now();
    try {
      const answer = await this.#options.ask(wanted, asking.signal);
      if (asking.signal.aborted) return;
      this.#spans = new SpanIndex(answer.spans.map(spanFrom));
      this.#first_ms = timeFrom(answer.first);
      this.#last_ms = timeFrom(answer.last);
      this.#loaded = wanted;
      this.#problem = undefined;
      this.#answered = true;
    } catch (error) {
      if (!asking.signal.aborted) this.#problem = problemFrom(error);
    }
  }
}

const timeFrom = (time: string | null | undefined): number | undefined => {
  const at_ms = Date.parse(time ?? '');
  return Number.isNaN(at_ms) ? undefined : at_ms;
};

const spanFrom = (span: Timeline['spans'][number]): Span => ({
  from_ms: Date.parse(span.from),
  to_ms: Date.parse(span.to),
  state: span.state === 'gap' ? 'gap' : 'recorded',
  reason: span.reason ?? undefined,
});
