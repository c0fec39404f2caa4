// A request that was refused or failed, as the pages see it.
import type { components } from './generated/recorder';

/** Recorder and camera describe it in the same words. */
type Problem = components['schemas']['Problem'];

export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
  /** The device's own English about a field. */
  readonly fieldDetails: ReadonlyMap<string, string>;
  /** When the device takes the next try. */
  readonly retryAfter_s: number | undefined;

  constructor(problem: Partial<Problem>, status: number, retryAfter_s?: number) {
    super(problem.title ?? `HTTP ${status}`);
    this.code = problem.code ?? fallbackCode(status);
    this.status = status;
    this.detail = problem.detail;
    this.retryAfter_s = retryAfter_s;
    // The first thing that is wrong with a field is what to mend first.
    const reversed = [...(problem.errors ?? [])].reverse();
    this.fields = new Map(reversed.map(({ field, code }) => [nameOf(field), code]));
    this.fieldDetails = new Map(
      reversed.flatMap(({ field, detail }) => (detail ? [[nameOf(field), detail]] : [])),
    );
  }
}

const nameOf = (field: string): string => field.replace(/^\//, '');
const fallbackCode = (status: number): string => {
  if (status === 0) return 'network';
  if (status === 401) return 'not_signed_in';
  if (status === 429) return 'too_many_requests';
  if (status === 503) return 'unavailable';
  return status >= 500 ? 'internal' : status === 404 ? 'not_found' : '';
};

export function problemFrom(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ title: String(error) }, 0);
}

export function problemOf(response: Response, body: unknown): ApiProblem {
  const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new ApiProblem(problem, response.status, Number.isNaN(seconds) ? undefined : seconds);
}
