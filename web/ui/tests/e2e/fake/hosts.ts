// The host list of a device made of paper, and the change that waits to be kept: what recorder and camera
// answer alike. Addresses are read by Node.js, so fewer spellings are known than to the real one.
import { BlockList, isIP } from 'node:net';
import type { components } from '../../../src/api/generated/recorder';
import { json, nothing, problem, type Answer } from './answers';
import { faultsIn, rangesOf, type Fault } from './host-table';

type Schemas = components['schemas'];
type Table = Schemas['HostTable'];
type Judgement = Schemas['HostJudgement'];

interface Pending {
  readonly before: Table;
  readonly token: string;
  readonly by: string;
  readonly within_s: number;
  readonly applied_ms: number;
  /** Of the monotonic clock that connections are told by. */
  readonly applied: number;
}

export const changeToken = 'f'.repeat(64);
const tableOfFactory = (): Table => ({ enabled: false, otherwise: 'deny', rows: [], groups: [] });

export class FakeHosts {
  table: Table = tableOfFactory();
  revision = 1;
  readable = true;
  /** Where whoever asks is. */
  address = '192.0.2.14';
  now: () => number = Date.now;
  /** Taken in place of what was asked for, by tests that have no minute. */
  within_s: number | undefined;
  /** Answers that come over connections from before the change, by tests that have no connections. */
  oldConnections = 0;
  /** Wrong passwords until the device waits. */
  triesLeft = Infinity;
  /** What can be reached. */
  exposed: Schemas['ExposedSocket'][] = [
    { transport: 'tcp', address: '0.0.0.0', port: 22, service: null, last_used: null },
    {
      transport: 'tcp',
      address: '::',
      port: 443,
      service: 'https',
      last_used: new Date().toISOString(),
    },
  ];
  weaknesses: Schemas['Weakness'][] = [
    { code: 'no_second_factor', severity: 'warning', subject: 'm.okafor' },
    { code: 'hosts_not_limited', severity: 'warning', subject: '' },
    { code: 'other_program', severity: 'notice', subject: 'tcp 0.0.0.0 22' },
  ];
  #pending: Pending | undefined;
  #made = 0;

  get pending(): Pending | undefined {
    const late =
      this.#pending && this.now() >= this.#pending.applied_ms + this.#pending.within_s * 1000;
    if (late) this.revert();
    return this.#pending;
  }

  /** A change that somebody else makes. */
  begin(table: Table, by: string, within_s = 120): void {
    this.#pending = {
      before: this.table,
      token: changeToken,
      by,
      within_s,
      applied_ms: this.now(),
      applied: performance.now(),
    };
    this.#put(table);
  }
  revert(): void {
    const before = this.#pending?.before;
    this.#pending = undefined;
    if (before) this.#put(before);
  }
  keep(): void {
    this.#pending = undefined;
  }

  /** Undefined for what is not about hosts. `connected`: when the connection was made. */
  answer(
    name: string,
    body: Record<string, unknown>,
    who: { readonly name: string; readonly password: string },
    connected = Infinity,
  ): Answer | undefined {
    switch (name) {
      case 'GET /api/v1/host-access':
        // Whatever is late is undone before anything is told.
        void this.pending;
        return json({
          revision: this.revision,
          readable: this.readable,
          table: this.table,
          warnings: this.#warnings(this.table),
          you: this.readable
            ? this.#judge(this.table, this.address, 'web')
            : { address: this.address, allowed: false, why: 'unreadable' },
        });
      case 'PUT /api/v1/host-access':
        return this.#replace(body, who.name);
      case 'POST /api/v1/host-access/check':
        return this.#check(body);
      case 'GET /api/v1/exposure':
        return json({ sockets: this.exposed });
      case 'GET /api/v1/security':
        return json({ weaknesses: this.weaknesses });
      case 'GET /api/v1/change':
        return json(this.#told());
      case 'DELETE /api/v1/change':
        if (!this.pending) return problem(409, 'no_change_pending');
        this.revert();
        return nothing;
      case 'POST /api/v1/change/confirm':
        return this.#confirm(body, who, connected);
      default:
        return undefined;
    }
  }

  #put(table: Table): void {
    this.table = table;
    this.revision += 1;
    this.readable = true;
  }

  #told(): Schemas['Change'] {
    const pending = this.pending;
    if (!pending) return {};
    const { by, within_s, applied_ms } = pending;
    const left_s = Math.ceil((applied_ms + within_s * 1000 - this.now()) / 1000);
    return { pending: { what: ['host-access'], by, from: this.address, within_s, left_s } };
  }

  #replace(body: Record<string, unknown>, by: string): Answer {
    const table = body['table'] as Table;
    const faults = faultsIn(table);
    if (faults.length === 0 && table.enabled) faults.push(...this.#somebodyStays(table));
    if (faults.length > 0) return this.#invalid(faults);
    if (this.pending) return problem(409, 'change_pending');
    if (this.revision !== body['revision']) return problem(409, 'changed_meanwhile');
    const rows = (table.rows ?? []).map((row) => ({ ...row, id: row.id ?? this.#id() }));
    const stored = { ...table, rows };
    const you = this.#judge(stored, this.address, 'web');
    if (!you.allowed && body['force'] !== true) return problem(409, 'would_cut_you_off');
    const within_s = this.within_s ?? Number(body['confirm_within_s'] ?? 120);
    this.begin(stored, by, within_s);
    const { revision } = this;
    const change = { token: changeToken, within_s };
    const answer = json({ revision, warnings: this.#warnings(stored), you, change });
    return { ...answer, more: { Connection: 'close' } };
  }

  #check(body: Record<string, unknown>): Answer {
    const address = String(body['address'] ?? '');
    const table = (body['table'] as Table | undefined) ?? this.table;
    const faults = faultsIn(table);
    if (isIP(address) === 0) faults.unshift({ field: '/address', code: 'malformed' });
    if (faults.length > 0) return this.#invalid(faults);
    return json(this.#judge(table, address, (body['service'] as Schemas['HostService']) ?? 'web'));
  }

  #confirm(
    { token, password }: Record<string, unknown>,
    who: { readonly name: string; readonly password: string },
    connected: number,
  ): Answer {
    const pending = this.pending;
    if (!pending) return problem(409, 'no_change_pending');
    if (this.oldConnections > 0 || connected <= pending.applied) {
      this.oldConnections -= 1;
      const refused = problem(409, 'needs_new_connection');
      return { ...refused, more: { Connection: 'close' } };
    }
    if (who.name !== pending.by) return problem(403, 'not_your_change');
    if (token !== pending.token) return problem(403, 'wrong_token');
    if (this.triesLeft <= 0) return problem(429, 'too_many_attempts', {}, 30);
    if (password !== who.password) {
      this.triesLeft -= 1;
      return problem(403, 'wrong_password');
    }
    this.keep();
    return nothing;
  }

  #invalid(errors: readonly Fault[]): Answer {
    return problem(422, 'invalid_fields', { errors });
  }

  // A little less than the real one knows: whether any rule allows somebody, and for ever.
  #somebodyStays(table: Table): Fault[] {
    if (table.otherwise === 'allow') return [];
    const allowing = (table.rows ?? []).filter(
      (row) => row.action === 'allow' && row.enabled !== false,
    );
    if (allowing.length === 0) return [{ field: '/table/rows', code: 'nobody_admitted' }];
    return allowing.every((row) => row.expires !== undefined)
      ? [{ field: '/table/rows', code: 'nobody_admitted_later' }]
      : [];
  }

  #warnings(table: Table): Schemas['HostWarning'][] {
    if (!table.enabled) return [];
    return ([4, 6] as const)
      .filter((family) => this.#closed(table, family, 'web'))
      .map((family) => ({ field: '/rows', code: `ipv${family}_closed`, detail: '' }));
  }

  #closed(table: Table, family: 4 | 6, service: Schemas['HostService']): boolean {
    const families = (table.rows ?? [])
      .filter((row) => row.enabled !== false && covers(row, service))
      .flatMap((row) => rangesOf(row, table).map((range) => range.family));
    return families.length > 0 && !families.includes(family);
  }

  #judge(table: Table, address: string, service: Schemas['HostService']): Judgement {
    if (!table.enabled) return { address, allowed: true, why: 'off' };
    if (['127.0.0.1', '::1'].includes(address)) return { address, allowed: true, why: 'console' };
    const family = isIP(address) === 6 ? 6 : 4;
    if (this.#closed(table, family, service))
      return { address, allowed: false, why: 'closed_family' };
    for (const row of table.rows ?? []) {
      const over = row.expires !== undefined && Date.parse(row.expires) <= this.now();
      if (row.enabled === false || over || !covers(row, service)) continue;
      const list = new BlockList();
      for (const range of rangesOf(row, table)) range.addTo(list);
      if (list.check(address, family === 6 ? 'ipv6' : 'ipv4'))
        return { address, allowed: row.action === 'allow', why: 'row', row: row.id ?? '' };
    }
    return { address, allowed: table.otherwise === 'allow', why: 'otherwise' };
  }

  #id(): string {
    return (this.#made += 1).toString(16).padStart(32, 'e');
  }
}

const covers = ({ services = [] }: Schemas['HostRow'], service: Schemas['HostService']): boolean =>
  services.length === 0 || services.includes(service);
