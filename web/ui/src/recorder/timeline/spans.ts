// What is recorded and what is missing, in a form that a month of it can be drawn from at once: for every
// column of pixels two binary searches say whether anything in it is recorded, or missing.
export type SpanState = 'recorded' | 'gap';

export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly state: SpanState;
  readonly reason?: string | undefined;
}

/** A part of a row of pixels. A gap is seen however short it was. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
  readonly state: SpanState;
}

export class SpanIndex {
  readonly #spans: readonly Span[];
  readonly #ends: Float64Array;
  /** For each span, the index of the first gap at or after it; and of the first recorded span. */
  readonly #nextGap: Int32Array;
  readonly #nextRecorded: Int32Array;

  /** Spans lie apart from each other; they may come in any order. */
  constructor(spans: readonly Span[]) {
    this.#spans = isSorted(spans) ? spans : [...spans].sort((a, b) => a.from_ms - b.from_ms);
    const count = this.#spans.length;
    this.#ends = new Float64Array(count);
    this.#nextGap = new Int32Array(count + 1).fill(count);
    this.#nextRecorded = new Int32Array(count + 1).fill(count);
    for (let i = count - 1; i >= 0; i -= 1) {
      const span = this.#spans[i] as Span;
      this.#ends[i] = span.to_ms;
      const gap = span.state === 'gap';
      this.#nextGap[i] = gap ? i : (this.#nextGap[i + 1] ?? count);
      this.#nextRecorded[i] = gap ? (this.#nextRecorded[i + 1] ?? count) : i;
    }
  }

  get length(): number {
    return this.#spans.length;
  }

  at(at_ms: number): Span | undefined {
    const span = this.#spans[this.#firstEndingAfter(at_ms)];
    return span && span.from_ms <= at_ms ? span : undefined;
  }

  /** The gaps in a stretch of time, at most `max` of them. */
  gapsIn(from_ms: number, to_ms: number, max: number): Span[] {
    const found: Span[] = [];
    let i = this.#nextGap[this.#firstEndingAfter(from_ms)] ?? this.length;
    while (i < this.length && found.length < max) {
      const span = this.#spans[i] as Span;
      if (span.from_ms >= to_ms) break;
      found.push(span);
      i = this.#nextGap[i + 1] ?? this.length;
    }
    return found;
  }

  /** What to draw for [from, to) in `width` pixels, from left to right. */
  stretches(from_ms: number, to_ms: number, width: number): Stretch[] {
    const found: { x: number; width: number; state: SpanState }[] = [];
    const column_ms = (to_ms - from_ms) / width;
    for (let x = 0; x < width; x += 1) {
      const state = this.#columnState(from_ms + x * column_ms, from_ms + (x + 1) * column_ms);
      const last = found.at(-1);
      if (state === undefined) continue;
      if (last?.state === state && last.x + last.width === x) last.width += 1;
      else found.push({ x, width: 1, state });
    }
    return found;
  }

  #columnState(from_ms: number, to_ms: number): SpanState | undefined {
    const first = this.#firstEndingAfter(from_ms);
    const gap = this.#spans[this.#nextGap[first] ?? -1];
    if (gap && gap.from_ms < to_ms) return 'gap';
    const recorded = this.#spans[this.#nextRecorded[first] ?? -1];
    return recorded && recorded.from_ms < to_ms ? 'recorded' : undefined;
  }

  #firstEndingAfter(at_ms: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] as number) > at_ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const isSorted = (spans: readonly Span[]): boolean =>
  spans.every((span, i) => i === 0 || (spans[i - 1] as Span).from_ms <= span.from_ms);

export const noSpans = new SpanIndex([]);
