// Small pictures for the timeline's pointer. Few are asked for, and those stay for a while.
export interface ThumbnailOptions {
  readonly load: (at_ms: number, signal: AbortSignal) => Promise<ArrayBuffer>;
  readonly addressOf?: (bytes: ArrayBuffer) => string;
  readonly revoke?: (address: string) => void;
}

const keptMax = 120;

export class Thumbnails {
  readonly #options: ThumbnailOptions;
  readonly #kept = new Map<number, string>();
  #work = new AbortController();

  constructor(options: ThumbnailOptions) {
    this.#options = options;
  }

  /** The time whose picture stands for all the times that fall on the same few pixels. */
  static nearest(at_ms: number, span_ms: number): number {
    const grain_ms = Math.max(1000, Math.round(span_ms / 240 / 1000) * 1000);
    return Math.floor(at_ms / grain_ms) * grain_ms;
  }

  known(at_ms: number): string | undefined {
    return this.#kept.get(at_ms);
  }

  /** The address of a picture. Only the last one asked for is still fetched. */
  async fetch(at_ms: number): Promise<string | undefined> {
    const known = this.#kept.get(at_ms);
    if (known) return known;
    this.#work.abort();
    const work = (this.#work = new AbortController());
    const bytes = await this.#options.load(at_ms, work.signal).catch((error: unknown) => {
      if (work.signal.aborted) return undefined;
      throw error;
    });
    if (!bytes || work.signal.aborted) return undefined;
    const { addressOf = (each) => URL.createObjectURL(new Blob([each], { type: 'image/jpeg' })) } =
      this.#options;
    const address = addressOf(bytes);
    this.#kept.set(at_ms, address);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptMax && oldest !== undefined) this.#drop(oldest);
    return address;
  }

  clear(): void {
    this.#work.abort();
    for (const at_ms of [...this.#kept.keys()]) this.#drop(at_ms);
  }

  #drop(at_ms: number): void {
    const { revoke = (address) => URL.revokeObjectURL(address) } = this.#options;
    revoke(this.#kept.get(at_ms) ?? '');
    this.#kept.delete(at_ms);
  }
}
