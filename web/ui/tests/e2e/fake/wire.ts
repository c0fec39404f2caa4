// How devices made of paper read what they are asked, and send what they answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { headers } from '../server';
import type { Answer } from './answers';

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
