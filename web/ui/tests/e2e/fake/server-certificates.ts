// What a device made of paper shows to those who connect, and whom it believes. Files are told apart by a
// word that is in them: nothing here reads certificates.
import type { components } from '../../../src/api/generated/recorder';
import { json, nothing, problem, type Answer } from './answers';
import type { FakeChange } from './change';

type Schemas = components['schemas'];
type Details = Schemas['CertificateDetails'];
type Server = Schemas['ServerCertificate'];
type Authority = Schemas['Authority'];
type Body = Record<string, unknown>;

export const filePassphrase = 'open sesame';
const day_ms = 86_400_000;
const after = (now_ms: number, days: number): string =>
  new Date(now_ms + days * day_ms).toISOString();
const idOf = (digit: string): string => digit.repeat(32);
const textOf = (file: unknown): string => Buffer.from(String(file ?? ''), 'base64').toString();
const invalid = (field: string, code: string): Answer =>
  problem(422, 'invalid_fields', { errors: [{ field, code }] });

/** One that is valid for so many days from `now_ms` on. */
export const detailsOf = (
  name: string,
  days: number,
  more: Partial<Details> = {},
  now_ms = Date.now(),
): Details => ({
  subject: `CN=${name}`,
  issuer: 'CN=Harbour Issuing CA,O=Harbour',
  common_name: name,
  serial: '5f0e9c417e02b81d',
  not_before: after(now_ms, -30),
  not_after: after(now_ms, days),
  validity: days < 0 ? 'expired' : 'valid',
  names: { dns: [name], ip: ['192.0.2.10'] },
  key_usage: ['digitalSignature'],
  extended_key_usage: ['serverAuth'],
  key: 'P-256',
  signature: 'ecdsa-with-SHA256',
  fingerprint: '3e910c5a'.repeat(8),
  revoked: null,
  pem: `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`,
  ...more,
});
const requested = (names: Schemas['AlternativeNames'], subject = 'CN=nvr'): Partial<Server> => ({
  origin: 'requested',
  state: 'requested',
  request: { subject, names },
});

export class FakeCertificates {
  servers: Server[];
  authorities: Authority[];
  shown: string | null = null;
  revision = 0;
  #made = 0;
  readonly #change: FakeChange;

  constructor(change: FakeChange) {
    this.#change = change;
    const bench = this.#details('bench.example', -3, { issuer: 'CN=bench.example' });
    this.servers = [
      this.#server('1', 'Harbour 2026', [this.#details('nvr.harbour.example', 20), this.#issuer]),
      this.#server('2', 'Harbour 2027', [], requested({ dns: ['nvr.harbour.example'] })),
      this.#server('3', 'Bench', [bench], { origin: 'self-signed' }),
    ];
    const root = { ...this.#issuer, subject: 'CN=Harbour Root CA', common_name: 'Harbour Root CA' };
    const crl = { this_update: this.#in(-9), next_update: this.#in(-2), fresh: false };
    this.authorities = [this.#authority('4', 'Harbour', root, crl)];
  }

  #in(days: number): string {
    return after(this.#change.now(), days);
  }
  #details(name: string, days: number, more: Partial<Details> = {}): Details {
    return detailsOf(name, days, more, this.#change.now());
  }
  get #issuer(): Details {
    return this.#details('Harbour Issuing CA', 900, {
      issuer: 'CN=Harbour Root CA,O=Harbour',
      names: {},
      key_usage: ['keyCertSign', 'cRLSign'],
      extended_key_usage: [],
      fingerprint: 'b81d77d2'.repeat(8),
    });
  }
  #server(digit: string, label: string, chain: Details[], more: Partial<Server> = {}): Server {
    return {
      id: idOf(digit),
      label,
      origin: 'imported',
      state: 'installed',
      key: 'P-256',
      created: this.#in(-30),
      uses: [],
      chain,
      ...more,
    };
  }
  #authority(
    digit: string,
    label: string,
    certificate: Details,
    crl: Authority['crl'] = null,
  ): Authority {
    return { id: idOf(digit), label, created: this.#in(0), uses: [], certificate, crl };
  }

  /** Undefined for what is not about certificates. */
  answer(name: string, id: string, body: Body, by: string): Answer | undefined {
    // Whatever is late is undone before anything is told.
    void this.#change.pending;
    const server = this.servers.find((each) => each.id === id);
    switch (name) {
      case 'GET /api/v1/certificates':
        return json({
          certificates: this.servers.map((each) => this.#told(each)),
          web: { certificate: this.shown, revision: this.revision },
        });
      case 'POST /api/v1/certificates':
        return this.#add(body as unknown as Schemas['NewCertificate']);
      case 'GET /api/v1/certificates/*/request':
        return server?.request
          ? json({ pem: '-----BEGIN CERTIFICATE REQUEST-----\n', der: 'MAA=' })
          : problem(404, 'not_found');
      case 'PUT /api/v1/certificates/*/chain':
        return server ? this.#install(server, textOf(body['file'])) : problem(404, 'not_found');
      case 'DELETE /api/v1/certificates/*':
        return this.#remove(id);
      case 'PUT /api/v1/web-certificate':
        return this.#choose(body as unknown as Schemas['WebCertificateChoice'], by);
      default:
        return this.#answerAuthorities(name, id, body);
    }
  }

  #told(server: Server): Server {
    return { ...server, uses: server.id === this.shown ? ['web'] : [] };
  }

  #add(wanted: Schemas['NewCertificate']): Answer {
    const { label, origin, names = {}, subject } = wanted;
    const file = textOf(wanted.file);
    if (origin === 'imported' && file.includes('sealed') && wanted.passphrase !== filePassphrase)
      return invalid('/passphrase', wanted.passphrase ? 'wrong_passphrase' : 'passphrase_needed');
    if (origin === 'imported' && !file.includes('key')) return invalid('/file', 'no_key');
    if (names.dns?.some((each) => each.includes(' '))) return invalid('/names/dns', 'malformed');
    const name = names.dns?.[0] ?? 'imported.example';
    const digit = (9 - (this.#made += 1)).toString();
    const made =
      origin === 'requested'
        ? this.#server(digit, label, [], requested(names, subject?.common_name))
        : this.#server(digit, label, [this.#details(name, 397, { names })], { origin });
    this.servers = [...this.servers, made];
    return json(this.#told(made), 201);
  }

  #install(server: Server, file: string): Answer {
    if (server.id === this.shown) return problem(409, 'in_use');
    if (file.includes('key')) return invalid('/file', 'holds_a_key');
    if (!file.includes('answer')) return invalid('/file', 'not_of_this_key');
    const name = server.request?.names.dns?.[0] ?? server.label;
    const installed: Server = {
      ...server,
      state: 'installed',
      chain: [this.#details(name, 397), this.#issuer],
    };
    this.servers = this.servers.map((each) => (each.id === server.id ? installed : each));
    return json(this.#told(installed));
  }

  #remove(id: string): Answer {
    if (id === this.shown) return problem(409, 'in_use');
    if (this.#change.pending) return problem(409, 'change_pending');
    this.servers = this.servers.filter((each) => each.id !== id);
    return nothing;
  }

  #choose(choice: Schemas['WebCertificateChoice'], by: string): Answer {
    if (this.#change.pending) return problem(409, 'change_pending');
    if (choice.revision !== this.revision) return problem(409, 'changed_meanwhile');
    const before = this.shown;
    this.#show(choice.certificate);
    const undo = (): void => this.#show(before);
    const change = this.#change.propose('web-certificate', undo, by, choice.confirm_within_s);
    const answer = json({ revision: this.revision, change });
    return { ...answer, more: { Connection: 'close' } };
  }
  #show(certificate: string | null): void {
    this.shown = certificate;
    this.revision += 1;
  }

  #answerAuthorities(name: string, id: string, body: Body): Answer | undefined {
    const file = textOf(body['file']);
    switch (name) {
      case 'GET /api/v1/authorities':
        return json({ authorities: this.authorities });
      case 'GET /api/v1/trust-bundle':
        return {
          status: 200,
          type: 'application/x-pem-file',
          value: this.authorities.map(({ certificate }) => certificate.pem).join(''),
        };
      case 'POST /api/v1/authorities': {
        if (!file.includes('authority')) return invalid('/file', 'no_authority');
        const made = this.#authority('a', String(body['label']), this.#issuer);
        this.authorities = [...this.authorities, made];
        return json(made, 201);
      }
      case 'PUT /api/v1/authorities/*/crl': {
        if (!file.includes('list')) return invalid('/file', 'list_of_another');
        const crl = { this_update: this.#in(0), next_update: this.#in(7), fresh: true };
        this.authorities = this.authorities.map((each) =>
          each.id === id ? { ...each, crl } : each,
        );
        return json(this.authorities.find((each) => each.id === id));
      }
      case 'DELETE /api/v1/authorities/*':
        this.authorities = this.authorities.filter((each) => each.id !== id);
        return nothing;
      default:
        return undefined;
    }
  }
}
