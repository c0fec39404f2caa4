// A search in the journal, page by page. What is typed is asked for once nothing more is typed for a
// moment, and an answer that comes after a newer question is let go.
import { endOfDay } from '../../access/days';
import { problemFrom, type ApiProblem } from '../../api/problem';
import type { JournalLine, JournalPage, JournalQuery, Severity } from '../api/types';

export interface Wanted {
  text: string;
  kind: string;
  actor: string;
  severity: Severity;
  /** 2026-11-20, or empty. */
  from: string;
  to: string;
}

export const everything: Wanted = {
  text: '',
  kind: '',
  actor: '',
  severity: 'info',
  from: '',
  to: '',
};

const beginOfDay = (day: string): string | undefined => {
  const end = endOfDay(day);
  return end === undefined ? undefined : new Date(new Date(end).setHours(0, 0, 0, 0)).toISOString();
};
/** The first moment that is no longer in the day, as the recorder's `to` is meant. */
const afterDay = (day: string): string | undefined => {
  const end = endOfDay(day);
  return end === undefined ? undefined : new Date(Date.parse(end) + 1000).toISOString();
};

export function queryOf(wanted: Wanted): JournalQuery {
  const query: JournalQuery = {};
  if (wanted.text.trim()) query.text = wanted.text.trim();
  if (wanted.kind) query.kind = wanted.kind;
  if (wanted.actor.trim()) query.actor = wanted.actor.trim();
  if (wanted.severity !== 'info') query.severity = wanted.severity;
  const from = beginOfDay(wanted.from);
  const to = afterDay(wanted.to);
  if (from) query.from = from;
  if (to) query.to = to;
  return query;
}

type Ask = (query: JournalQuery, signal: AbortSignal) => Promise<JournalPage>;

export class JournalSearch {
  readonly #ask: Ask;
  #under = new AbortController();
  #query: JournalQuery = {};
  #next: string | null = null;
  #lines = $state.raw<readonly JournalLine[]>();
  #more = $state(false);
  #behind = $state(false);
  #busy = $state(false);
  #problem = $state.raw<ApiProblem>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Undefined until there has been an answer. */
  get lines(): readonly JournalLine[] | undefined {
    return this.#lines;
  }
  get more(): boolean {
    return this.#more;
  }
  get behind(): boolean {
    return this.#behind;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  begin(query: JournalQuery): Promise<void> {
    this.#query = query;
    this.#next = null;
    return this.#fetch([]);
  }
  goOn(): Promise<void> {
    return this.#fetch(this.#lines ?? []);
  }

  async #fetch(before: readonly JournalLine[]): Promise<void> {
    this.#under.abort();
    const under = (this.#under = new AbortController());
    this.#busy = true;
    try {
      const cursor = this.#next === null ? {} : { cursor: this.#next };
      const page = await this.#ask({ ...this.#query, ...cursor }, under.signal);
      if (under.signal.aborted) return;
      this.#lines = [...before, ...page.lines];
      this.#next = page.next;
      this.#more = page.next !== null;
      this.#behind = page.behind;
      this.#problem = undefined;
    } catch (error) {
      if (!under.signal.aborted) this.#problem = problemFrom(error);
    } finally {
      if (this.#under === under) this.#busy = false;
    }
  }
}
