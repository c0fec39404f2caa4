// The cameras as the recorder last told of them.
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { Camera } from '../api/types';

/** Changes come in groups; one question answers them all. */
const gather_ms = 150;

export class Cameras {
  readonly #ask: () => Promise<Camera[]>;
  #list = $state.raw<readonly Camera[]>();
  #problem = $state.raw<ApiProblem>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(ask: () => Promise<Camera[]>) {
    this.#ask = ask;
  }

  /** Undefined until there has been an answer. */
  get list(): readonly Camera[] | undefined {
    return this.#list;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get recording(): number {
    return this.#list?.filter(({ state }) => state.main?.state === 'recording').length ?? 0;
  }

  byId(camera: string): Camera | undefined {
    return this.#list?.find((each) => each.camera === camera);
  }

  async refresh(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const list = await this.#ask();
      if (asked !== this.#asked) return;
      this.#list = [...list].sort((a, b) => a.name.localeCompare(b.name, undefined, numeric));
      this.#problem = undefined;
    } catch (error) {
      if (asked === this.#asked) this.#problem = problemFrom(error);
    }
  }

  refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, gather_ms);
  }

  /** Nothing of it may be left for the next who signs in. */
  forget(): void {
    this.#asked += 1;
    this.#list = this.#problem = undefined;
  }
}

// Bay 2 comes before bay 10.
const numeric = { numeric: true } as const;
