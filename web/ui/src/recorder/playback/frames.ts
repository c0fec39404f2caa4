// The times at which pictures are shown, as far as they have been loaded, for steps from one to the next.
export class FrameTimes {
  #times: number[] = [];

  add(times: readonly number[]): void {
    this.#times = [...new Set([...this.#times, ...times])].sort((a, b) => a - b);
  }

  /** Forgets those before a time. */
  dropBefore(time_s: number): void {
    this.#times = this.#times.filter((each) => each >= time_s);
  }

  clear(): void {
    this.#times = [];
  }

  /** The picture after or before the one that is shown at a time, or that one itself. */
  step(time_s: number, direction: 1 | 0 | -1): number | undefined {
    // The position is set within a picture, never on its edge.
    const shown = this.#times.findLastIndex((each) => each <= time_s + 0.0005);
    return this.#times[shown + direction];
  }
}
