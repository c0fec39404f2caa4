// How the pages ask a device: answers are values; refusals and failures are thrown as ApiProblem.
import type { Middleware } from 'openapi-fetch';
import { ApiProblem, problemOf } from './problem';

export interface Hooks {
  /** Goes with every request that changes something. */
  csrfToken(): string | undefined;
  /** The session has ended, or there never was one. */
  signedOut(): void;
  setupRequired(): void;
}

export interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

export interface Asking {
  /** `quietly`: a 401 is an answer to the question, and not the end of the session. */
  value<T>(asked: Promise<Answer<T>>, quietly?: boolean): Promise<T>;
  refuse(problem: ApiProblem, quietly: boolean): never;
}

export function asking(client: { use(layer: Middleware): void }, hooks: Hooks): Asking {
  client.use({
    onRequest({ request }) {
      const token = hooks.csrfToken();
      if (request.method !== 'GET' && token) request.headers.set('X-CSRF-Token', token);
      return request;
    },
  });
  const refuse = (problem: ApiProblem, quietly: boolean): never => {
    if (!quietly && problem.status === 401) hooks.signedOut();
    if (problem.code === 'setup_required') hooks.setupRequired();
    throw problem;
  };
  return {
    refuse,
    async value<T>(asked: Promise<Answer<T>>, quietly = false): Promise<T> {
      let answer: Answer<T>;
      try {
        answer = await asked;
      } catch (error) {
        // Given up by us, and so not a problem.
        if (error instanceof DOMException) throw error;
        throw new ApiProblem({ title: String(error) }, 0);
      }
      if (answer.response.ok) return answer.data as T;
      return refuse(problemOf(answer.response, answer.error), quietly);
    },
  };
}
