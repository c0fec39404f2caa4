// How devices made of paper read what they are asked, and answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { headers } from '../server';

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

export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

export function send({ status, type, value, more }: Answer, response: ServerResponse): void {
  response.writeHead(status, {
    ...headers,
    'Cache-Control': 'no-store',
    'Content-Type': type,
    ...more,
  });
  response.end(value);
}
