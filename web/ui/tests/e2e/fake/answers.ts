// What devices made of paper answer, as values: also for tests without a server.
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly value: string | Buffer;
  readonly more?: Record<string, string>;
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json',
  value: JSON.stringify(value),
});
export const problem = (
  status: number,
  code: string,
  more: object = {},
  retryAfter?: number,
): Answer => ({
  status,
  type: 'application/problem+json',
  value: JSON.stringify({ type: 'about:blank', title: code, status, code, ...more }),
  more: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
});
export const nothing: Answer = { status: 204, type: 'application/json', value: '' };

/** A claim code or a recovery key, however it was typed. */
export const plain = (text: unknown): string => String(text).replace(/[\s-]/g, '').toUpperCase();
