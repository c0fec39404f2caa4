// Works on a SourceBuffer one step after the other: it refuses a step while the one before is not done.
export type Step = (buffer: SourceBuffer) => void;

export class AppendQueue {
  readonly #buffer: SourceBuffer;
  readonly #onerror: (error: unknown) => void;
  readonly #ondone: () => void;
  #steps: { run: Step; bytes: number; done?: (() => void) | undefined }[] = [];
  #running: (() => void) | undefined;
  #stopped = false;

  constructor(buffer: SourceBuffer, ondone: () => void, onerror: (error: unknown) => void) {
    this.#buffer = buffer;
    this.#ondone = ondone;
    this.#onerror = onerror;
    buffer.addEventListener('updateend', this.#advance);
    buffer.addEventListener('error', this.#failed);
  }

  /** Bytes that wait to be appended. */
  get waiting(): number {
    return this.#steps.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  append(bytes: BufferSource, done?: () => void): void {
    this.do((buffer) => buffer.appendBuffer(bytes), bytes.byteLength, done);
  }

  /** A step that starts an update, or does its work at once. */
  do(run: Step, bytes = 0, done?: () => void): void {
    if (this.#stopped) return;
    this.#steps.push({ run, bytes, done });
    this.#next();
  }

  clear(): void {
    this.#steps = [];
  }

  stop(): void {
    this.#stopped = true;
    this.clear();
    this.#buffer.removeEventListener('updateend', this.#advance);
    this.#buffer.removeEventListener('error', this.#failed);
  }

  readonly #advance = (): void => {
    const done = this.#running;
    this.#running = undefined;
    done?.();
    this.#ondone();
    this.#next();
  };

  readonly #failed = (): void => {
    this.#onerror(new Error('The SourceBuffer reports an error.'));
  };

  #next(): void {
    while (!this.#stopped && !this.#buffer.updating) {
      const step = this.#steps.shift();
      if (!step) return;
      try {
        this.#running = step.done;
        step.run(this.#buffer);
      } catch (error) {
        this.#onerror(error);
        return;
      }
      if (!this.#buffer.updating) {
        this.#running = undefined;
        step.done?.();
      }
    }
  }
}
