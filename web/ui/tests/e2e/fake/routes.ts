// What the paper recorder answers to each request.
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { components } from '../../../src/api/generated/recorder';
import { packageRoot } from '../../lint/sources';
import { FakeAccounts } from './accounts';
import { json, nothing, plain, problem, type Answer } from './answers';
import { init, mediaOf } from './footage';
import { claimCode, recoveryKey, type FakeRecorder } from './recorder';

type Schemas = components['schemas'];

const bytes = (type: string, value: Buffer, more: Record<string, string> = {}): Answer => ({
  status: 200,
  type,
  value,
  more,
});

const picture = readFileSync(join(packageRoot, 'src/gallery/pictures/bay.jpg'));

type Handler = (recorder: FakeRecorder, asked: Asked) => Answer;
interface Asked {
  readonly body: Record<string, unknown>;
  readonly query: URLSearchParams;
  readonly id: string;
}

const sessionOf = ({ accounts, csrf }: FakeRecorder): Schemas['Session'] => ({
  account: accounts.identity,
  csrf_token: csrf,
  expires: new Date(Date.now() + 3_600_000).toISOString(),
});
const time = (query: URLSearchParams, name: string): number => Date.parse(query.get(name) ?? '');

const open: Record<string, Handler> = {
  'GET /api/v1/setup': ({ step }) => json({ step }),
  'POST /api/v1/setup': (recorder, { body }) => {
    if (plain(body['claim_code']) !== plain(claimCode)) return problem(403, 'wrong_claim_code');
    recorder.accounts = new FakeAccounts(String(body['name']), String(body['password']));
    recorder.step = 'recovery';
    recorder.signedIn = true;
    return json(sessionOf(recorder), 201);
  },
  'POST /api/v1/session': (recorder, { body }) => {
    const refused = recorder.accounts.signIn(body['name'], body['password'], body['code']);
    if (refused) return refused;
    recorder.signedIn = true;
    return json(sessionOf(recorder), 201);
  },
};

const closed: Record<string, Handler> = {
  'GET /api/v1/session': (recorder) => json(sessionOf(recorder)),
  'DELETE /api/v1/session': (recorder) => {
    recorder.signedIn = false;
    return nothing;
  },
  'POST /api/v1/setup/recovery-key': () => json({ recovery_key: recoveryKey }),
  'POST /api/v1/setup/recovery-key/proof': (recorder, { body }) => {
    if (plain(body['recovery_key']) !== plain(recoveryKey))
      return problem(422, 'wrong_recovery_key');
    recorder.step = 'done';
    recorder.keeper = { ...recorder.keeper, recovery_proven: true };
    return nothing;
  },
  'POST /api/v1/keys/passphrase': (recorder) => {
    recorder.step = 'recovery';
    recorder.keeper = { answers: true, state: 'unlocked', recovery_proven: false };
    return nothing;
  },
  'GET /api/v1/journal': ({ journal }, { query }) => journal.answer('', query),
  'GET /api/v1/journal/kinds': ({ journal }, { query }) => journal.answer('/kinds', query),
  'GET /api/v1/journal/export': ({ journal }, { query }) => journal.answer('/export', query),
  'GET /api/v1/cameras': ({ cameras }) => json({ cameras }),
  'POST /api/v1/cameras': (recorder, { body }) => {
    const { password: _password, ...rest } = body;
    const camera = recorder.addCamera(String(body['name']), rest as Partial<Schemas['Camera']>);
    return json(camera, 201);
  },
  'POST /api/v1/probe': (recorder, { body }) =>
    json(recorder.probeAnswer(body as Schemas['Probe'])),
  'PATCH /api/v1/cameras/*': (recorder, { body, id }) => {
    const camera = recorder.cameras.find((each) => each.camera === id);
    if (!camera) return problem(404, 'not_found');
    const { password: _password, ...rest } = body;
    Object.assign(camera, rest);
    return json(camera);
  },
  'DELETE /api/v1/cameras/*': (recorder, { id }) => {
    recorder.cameras = recorder.cameras.filter(({ camera }) => camera !== id);
    return nothing;
  },
  'GET /api/v1/cameras/*/timeline': (recorder, { id, query }) => {
    const footage = recorder.footage.get(id);
    return footage
      ? json(footage.timeline(time(query, 'from'), time(query, 'to')))
      : problem(404, 'not_found');
  },
  'GET /api/v1/cameras/*/playback': (recorder, { id, query }) => {
    const footage = recorder.footage.get(id);
    return footage
      ? json(footage.playback(time(query, 'from'), time(query, 'to')))
      : problem(404, 'not_found');
  },
  'GET /api/v1/cameras/*/clip': (_recorder, { query }) => {
    const from_ms = Math.floor(time(query, 'from') / 1000) * 1000;
    const to_ms = Math.ceil(time(query, 'to') / 1000) * 1000;
    const clip: Schemas['Clip'] = {
      from: new Date(from_ms).toISOString(),
      to: new Date(to_ms).toISOString(),
      bytes: 1_240_000,
      duration_ms: to_ms - from_ms,
      codec: 'avc1.4d400d',
      file_name: 'loading-bay-1.mp4',
      gaps: [],
      findings: [],
    };
    return json(clip);
  },
  'GET /api/v1/cameras/*/clip.mp4': () =>
    bytes('video/mp4', init, { 'Content-Disposition': 'attachment; filename="loading-bay-1.mp4"' }),
  'GET /api/v1/cameras/*/thumbnail': () => bytes('image/jpeg', picture),
  'GET /api/v1/segments/*/init.mp4': () => bytes('video/mp4', init),
  'GET /api/v1/segments/*/media.mp4': (_recorder, { id, query }) =>
    bytes('video/mp4', mediaOf(id, Number(query.get('first')), Number(query.get('last')))),
  'GET /api/v1/status': ({ keeper }) => {
    const status: Schemas['Status'] = {
      version: '0.2.0',
      recorder: {
        answers: true,
        volumes: [
          {
            volume: 'a'.repeat(32),
            path: '/srv/custody/a',
            free_bytes: 3.9e12,
            total_bytes: 26e12,
          },
        ],
      },
      keeper,
      clock: { now: new Date().toISOString(), synchronised: true },
      certificate: {
        fingerprint: '3e910c5a'.repeat(8),
        not_after: '2027-03-01T00:00:00.000Z',
        issuer: 'site',
        site_ca_fingerprint: 'b81d77d2'.repeat(8),
      },
    };
    return json(status);
  },
};

export function answer(
  recorder: FakeRecorder,
  request: IncomingMessage,
  url: URL,
  body: Record<string, unknown>,
): Answer {
  for (const [path, refusal] of recorder.refusals)
    if (url.pathname.startsWith(path)) return refusal;
  const pattern = url.pathname.replace(/\/[0-9a-f]{32}(?=\/|$)/, '/*');
  const id = /\/([0-9a-f]{32})(\/|$)/.exec(url.pathname)?.[1] ?? '';
  const name = `${request.method} ${pattern}`;
  const asked = { body, query: url.searchParams, id };
  if (open[name]) return open[name](recorder, asked);
  if (recorder.step === 'claim') return problem(403, 'setup_required');
  if (!recorder.signedIn) return problem(401, 'not_signed_in');
  if (request.method !== 'GET' && request.headers['x-csrf-token'] !== recorder.csrf)
    return problem(403, 'csrf_token_wrong');
  return (
    closed[name]?.(recorder, asked) ??
    recorder.accounts.answer(name, id, body) ??
    recorder.certificates.answer(name, id, body, recorder.accounts.own.name) ??
    recorder.hosts.answer(
      name,
      body,
      { name: recorder.accounts.own.name, password: recorder.accounts.password },
      recorder.connectedAt(request.socket),
    ) ??
    recorder.keys.answer(name, id, body) ??
    problem(404, 'not_found')
  );
}
