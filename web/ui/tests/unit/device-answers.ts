// Answers of a device, for unit tests.
import { grantable } from '../../src/access/permissions';
import type { SessionInfo } from '../../src/access/session.svelte';

export type Answers = Record<
  string,
  (body: Record<string, unknown>) => Response | Promise<Response>
>;

export const everything = ['session', 'own-account', ...grantable, 'manage-accounts'];
export const session: SessionInfo = {
  account: {
    id: 'a'.repeat(32),
    name: 'm.okafor',
    role: 'administrator',
    permissions: everything,
    must_change_password: false,
    second_factor: false,
  },
  csrf_token: 'token',
  expires: '2026-11-20T22:00:00.000Z',
};
/** Somebody who may only this. */
export const sessionOf = (
  permissions: readonly string[],
  more: Partial<SessionInfo['account']> = {},
): SessionInfo => ({
  ...session,
  account: {
    ...session.account,
    role: 'custom',
    permissions: ['session', 'own-account', ...permissions],
    ...more,
  },
});

export const jsonOf = (value: unknown, status = 200): Response =>
  new Response(status === 204 ? null : JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });

export const problemOf = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
  errors: readonly { field: string; code: string }[] = [],
): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, errors }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

/** Answers by method and path, and remembers what was asked. Whatever else is asked is not found. */
export function deviceOf(answers: Answers) {
  const bodies: [string, Record<string, unknown>][] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const name = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`;
    const text = await request.text();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    bodies.push([name, body]);
    return answers[name]?.(body) ?? problemOf(404, 'not_found');
  };
  return { fetch, bodies };
}
