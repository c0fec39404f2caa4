// The host list of a device made of paper, what can be reached and what is weak: what recorder and camera
// answer alike. Addresses are read by Node.js, so fewer spellings are known than to the real one.
import { BlockList, isIP } from 'node:net';
import type { components } from '../../../src/api/generated/recorder';
import { json, problem, type Answer } from './answers';
import { FakeChange, type Who } from './change';
import { faultsIn, rangesOf, type Fault } from './host-table';

type Schemas = components['schemas'];
type Table = Schemas['HostTable'];
type Judgement = Schemas['HostJudgement'];

const tableOfFactory = (): Table => ({ enabled: false, otherwise: 'deny', rows: [], groups: [] });

export class FakeHosts extends FakeChange {
  table: Table = tableOfFactory();
  revision = 1;
  readable = true;
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
  #made = 0;

  /** A change that somebody else makes. */
  begin(table: Table, by: string, within_s = 120): void {
    void this.#change(table, by, within_s);
  }

  /** Undefined for what is not about hosts. `connected`: when the connection was made. */
  answer(
    name: string,
    body: Record<string, unknown>,
    who: Who,
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
      default:
        return this.answerChange(name, body, who, connected);
    }
  }

  #put(table: Table): void {
    this.table = table;
    this.revision += 1;
    this.readable = true;
  }

  #change(table: Table, by: string, within_s: unknown) {
    const before = this.table;
    this.#put(table);
    return this.propose('host-access', () => this.#put(before), by, within_s);
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
    const change = this.#change(stored, by, body['confirm_within_s']);
    const { revision } = this;
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
