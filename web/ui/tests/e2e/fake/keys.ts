// The keys of a recorder made of paper: states, ways to unlock, recipients, grants, erasures, answered with
// the codes of the real one.
import { createHash, X509Certificate } from 'node:crypto';
import type { components } from '../../../src/api/generated/recorder';
import { json, nothing, problem, type Answer } from './answers';

type Schemas = components['schemas'];
type Keys = Schemas['Keys'];
type Method = Keys['methods'][number];
type Body = Record<string, unknown>;

export const passphrase = 'a quiet harbour';
export const pin = '482 911';

/** What the keys share with the rest of the recorder. */
export interface KeysHost {
  keeper: Schemas['Status']['keeper'];
  readonly cameras: readonly { camera: string; name: string }[];
}

const hour_ms = 3_600_000;
const closedWhileLocked = [
  'playback',
  'thumbnails',
  'export',
  'journal',
  'certificates',
  'key-changes',
];
const unattended: readonly Method[] = ['credential', 'tpm'];
const at = (span_ms: number): string => new Date(Date.now() + span_ms).toISOString();
const invalid = (field: string, code: string, detail = ''): Answer =>
  problem(422, 'invalid_fields', { errors: [{ field: `/${field}`, code, detail }] });
const unavailable = (code: string, detail = code): Answer => problem(503, code, { detail }, 5);

export class FakeKeys {
  methods: Method[] = ['credential', 'passphrase'];
  tpm = false;
  secrets: Partial<Record<Method, string>> = { passphrase, 'tpm-pin': pin };
  recipients: Schemas['Recipient'][] = [];
  grants: Schemas['ExportGrant'][] = [];
  readonly erasures = new Map<string, Schemas['Erasure']>();
  reason = '';
  rotations = 0;
  /** Camera and day, such as "cc…1 2026-11-20", of which there is no key. */
  readonly keyless = new Set<string>();
  #wrongs = 0;
  #made = 0;

  constructor(readonly host: KeysHost) {}

  get state(): Keys['state'] {
    return this.host.keeper.state ?? 'unlocked';
  }
  get keys(): Keys {
    return {
      state: this.state,
      mode: this.methods.some((each) => unattended.includes(each)) ? 'unattended' : 'sealed',
      methods: this.methods,
      tpm: this.tpm,
      closed: this.state === 'unlocked' ? [] : closedWhileLocked,
      reason: this.state === 'unlocked' ? '' : this.reason,
      lock_after_idle_s: 1800,
      recovery_proven: this.host.keeper.recovery_proven ?? false,
      day_keys: 1234,
      recipients: this.recipients,
      grants: this.grants,
      erasures: [...this.erasures.keys()],
    };
  }

  addGrant(actor: string, reason: string): Schemas['ExportGrant'] {
    const grant = {
      ...{ id: this.#id(), actor, reason, cameras: 2, opens_max: 480, opened: 96, manifests: 1 },
      ...{ from: at(-30 * hour_ms), to: at(-28 * hour_ms) },
      ...{ granted: at(-2 * hour_ms), expires: at(22 * hour_ms) },
    };
    this.grants.push(grant);
    return grant;
  }

  /** Undefined for what is not about keys. */
  answer(name: string, id: string, body: Body): Answer | undefined {
    if (!/ \/api\/v1\/keys(\/|$)/.test(name)) return undefined;
    if (name === 'GET /api/v1/keys') return json(this.keys);
    if (name === 'GET /api/v1/keys/erasures/*') {
      const erasure = this.erasures.get(id);
      return erasure ? json(erasure) : problem(404, 'not_found');
    }
    if (name === 'POST /api/v1/keys/unlock') return this.#unlock(body);
    if (name === 'POST /api/v1/keys/erasure') return this.#erase(body);
    if (name === 'POST /api/v1/keys/recipients') return this.#addRecipient(body);
    if (name === 'POST /api/v1/keys/methods') return this.#addMethod(body);
    if (this.state !== 'unlocked') return unavailable('keys_locked');
    switch (name) {
      case 'POST /api/v1/keys/lock':
        if (this.methods.every((each) => unattended.includes(each)))
          return problem(409, 'nobody_could_unlock');
        this.lock('locked by m.okafor: on demand');
        return nothing;
      case 'DELETE /api/v1/keys/recipients/*':
        if (!this.recipients.some((each) => each.id === id)) return problem(404, 'not_found');
        this.recipients = this.recipients.filter((each) => each.id !== id);
        return nothing;
      case 'DELETE /api/v1/keys/grants/*':
        this.grants = this.grants.filter((each) => each.id !== id);
        return nothing;
      case 'POST /api/v1/keys/rotation':
        this.rotations += 1;
        return nothing;
      default:
        return this.#removeMethod(/^DELETE .*\/methods\/(.+)$/.exec(name)?.[1] as Method);
    }
  }

  lock(reason: string): void {
    this.reason = reason;
    this.host.keeper = { ...this.host.keeper, state: 'locked' };
  }

  #unlock(body: Body): Answer {
    const method = body['pin'] === undefined ? 'passphrase' : 'tpm-pin';
    const given = String(body['pin'] ?? body['passphrase'] ?? '');
    const [field, min] =
      method === 'tpm-pin' ? (['pin', 6] as const) : (['passphrase', 12] as const);
    if (given.length < min) return invalid(field, given ? 'too_short' : 'missing');
    // The keeper's wait is not told apart from a keeper that does not answer.
    if (this.#wrongs >= 3) {
      this.#wrongs = 0;
      return unavailable('keeper_unavailable');
    }
    if (this.secrets[method] !== given) {
      this.#wrongs += 1;
      return problem(403, `wrong_${field}`);
    }
    this.host.keeper = { ...this.host.keeper, state: 'unlocked' };
    return nothing;
  }

  #addMethod(body: Body): Answer {
    const method = body['method'] as Method;
    const secret = String(body['passphrase'] ?? body['pin'] ?? '');
    if (method === 'passphrase' && secret.length < 12) return invalid('passphrase', 'too_short');
    if (method === 'tpm-pin' && secret.length < 6) return invalid('pin', 'too_short');
    if (this.state !== 'unlocked') return unavailable('keys_locked');
    if (method.startsWith('tpm') && !this.tpm)
      return unavailable('tpm_unavailable', 'no TPM is configured: [keeper] tpm names it');
    this.secrets[method] = secret;
    if (!this.methods.includes(method)) this.methods = [...this.methods, method];
    return nothing;
  }

  #removeMethod(method: Method | undefined): Answer {
    if (!method || !this.methods.includes(method)) return problem(404, 'not_found');
    if (this.methods.length === 1) return problem(409, 'last_method');
    this.methods = this.methods.filter((each) => each !== method);
    return nothing;
  }

  #addRecipient({ label, certificate }: Body): Answer {
    if (!label) return invalid('label', 'missing');
    let read: X509Certificate;
    try {
      read = new X509Certificate(String(certificate));
    } catch {
      return invalid('certificate', 'malformed');
    }
    if (this.state !== 'unlocked') return unavailable('keys_locked');
    if (read.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      return invalid(
        'certificate',
        'refused',
        'the certificate has a P-384 key; a recipient needs a P-256 key',
      );
    const fingerprint = createHash('sha256').update(read.raw).digest('hex');
    if (this.recipients.some((each) => each.fingerprint === fingerprint))
      return problem(409, 'exists_already');
    const recipient = {
      ...{ id: this.#id(), label: String(label), added: at(0), fingerprint },
      subject: read.subject.replace(/\n/g, ', '),
      not_after: new Date(read.validTo).toISOString(),
    };
    this.recipients = [...this.recipients, recipient];
    return json(recipient, 201);
  }

  #erase(body: Body): Answer {
    const { scope, camera, day, reason, confirmation } = body as Schemas['ErasureOrder'];
    const named = this.host.cameras.find((each) => each.camera === camera)?.name ?? camera;
    const word = scope === 'everything' ? 'everything' : named;
    if (confirmation !== word) return invalid('confirmation', 'not_confirmed');
    if (this.state !== 'unlocked') return unavailable('keys_locked');
    if (day && day >= at(0).slice(0, 10))
      return invalid('day', 'refused', 'a day is erased when it is over');
    if (this.keyless.has(`${camera} ${day}`)) return problem(404, 'not_found');
    const id = this.#id();
    const certificate = JSON.stringify({
      ...{ format: 'custody erasure 1', id, store: 'e'.repeat(32), scope, camera, day },
      ...{ actor: 'm.okafor', reason, ordered: at(0), journal_line: 4711 + this.erasures.size },
      keys: [{ camera, day, day_key: 'f'.repeat(32), held_by: [] }],
      ...{ recipients: [], unproven: ['that no copy of a wrap was made'] },
    });
    const erasure = { id, certificate, signature: Buffer.from('paper CMS').toString('base64') };
    this.erasures.set(id, erasure);
    if (scope === 'everything') {
      this.host.keeper = { answers: true, state: 'empty', recovery_proven: false };
      this.methods = [];
      this.recipients = this.grants = [];
    }
    return json(erasure);
  }

  #id(): string {
    return (this.#made += 1).toString(16).padStart(32, 'a');
  }
}
