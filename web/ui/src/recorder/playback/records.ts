// What is recorded of one camera, record by record, as far as it has been asked for.
export interface RecordEntry {
  readonly segment: string;
  readonly number: number;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly bytes: number;
  /** Begins with a key frame, so that decoding can begin here. */
  readonly key: boolean;
  readonly init: string;
  readonly mime: string;
  /** The wall time of zero in the times inside the media. */
  readonly zero_ms: number;
}

/** Records of one segment that are fetched with one question. */
export interface Run {
  readonly records: readonly RecordEntry[];
  readonly first: RecordEntry;
  readonly last: RecordEntry;
}

export interface RunLimits {
  readonly bytes: number;
  readonly span_ms: number;
}

export class RecordIndex {
  #records: RecordEntry[] = [];
  /** Stretches of time that have been asked for, in order and apart. */
  #known: { from_ms: number; to_ms: number }[] = [];

  /** What the recorder said about [from, to): it replaces what it said before. */
  learn(from_ms: number, to_ms: number, records: readonly RecordEntry[]): void {
    const fresh = new Set(records.map(keyOf));
    const outside = this.#records.filter(
      (each) => !fresh.has(keyOf(each)) && (each.from_ms < from_ms || each.from_ms >= to_ms),
    );
    this.#records = [...outside, ...records].sort((a, b) => a.from_ms - b.from_ms);
    this.#known = merged([...this.#known, { from_ms, to_ms }]);
  }

  forget(from_ms: number, to_ms: number): void {
    this.#known = this.#known.flatMap((each) => [
      { from_ms: each.from_ms, to_ms: Math.min(each.to_ms, from_ms) },
      { from_ms: Math.max(each.from_ms, to_ms), to_ms: each.to_ms },
    ]);
    this.#known = this.#known.filter((each) => each.from_ms < each.to_ms);
  }

  /** The end of the known stretch around a time; undefined when it is not known. */
  knownUntil(at_ms: number): number | undefined {
    return this.#known.find((each) => each.from_ms <= at_ms && at_ms < each.to_ms)?.to_ms;
  }

  /** The record that holds a time, or else the first after it. */
  atOrAfter(at_ms: number): RecordEntry | undefined {
    return this.#records[this.#indexAt(at_ms)];
  }

  /** Where decoding must begin for a time to be seen: a key frame at or before it, in its segment. */
  decodeFrom(at_ms: number): RecordEntry | undefined {
    const at = this.#indexAt(at_ms);
    const wanted = this.#records[at];
    for (let i = at; i >= 0; i -= 1) {
      const record = this.#records[i];
      if (!record || record.segment !== wanted?.segment) break;
      if (record.key) return record;
    }
    return this.#records.slice(at).find(({ key }) => key) ?? wanted;
  }

  /** The record of a segment after this one, or the first of what follows it in time. */
  after(record: RecordEntry): RecordEntry | undefined {
    const at = this.#records.findIndex((each) => keyOf(each) === keyOf(record));
    return at < 0 ? this.atOrAfter(record.to_ms) : this.#records[at + 1];
  }

  /** `first` and what follows it without a break, within limits; never empty. */
  run(first: RecordEntry, limits: RunLimits): Run {
    const records = [first];
    let bytes = first.bytes;
    for (let last = first; ;) {
      const next = this.after(last);
      const fits =
        next?.segment === first.segment &&
        next.number === last.number + 1 &&
        bytes + next.bytes <= limits.bytes &&
        next.to_ms - first.from_ms <= limits.span_ms;
      if (!fits) return { records, first, last };
      records.push(next);
      bytes += next.bytes;
      last = next;
    }
  }

  /** Index of the first record that ends after a time. */
  #indexAt(at_ms: number): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#records[middle]?.to_ms ?? Infinity) > at_ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const keyOf = ({ segment, number }: RecordEntry): string => `${segment}/${number}`;

function merged(stretches: { from_ms: number; to_ms: number }[]): typeof stretches {
  const result: typeof stretches = [];
  for (const each of stretches.sort((a, b) => a.from_ms - b.from_ms)) {
    const last = result.at(-1);
    if (last && each.from_ms <= last.to_ms) last.to_ms = Math.max(last.to_ms, each.to_ms);
    else result.push({ ...each });
  }
  return result;
}
