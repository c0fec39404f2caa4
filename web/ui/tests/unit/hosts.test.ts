// The host list as it is edited, told to the device, and put in force for good or not.
import { describe, expect, test, vi } from 'vitest';
import { accountsApi } from '../../src/access/api';
import { HostsDesk } from '../../src/access/hosts/desk.svelte';
import { HostsDraft } from '../../src/access/hosts/draft.svelte';
import { faultsOf } from '../../src/access/hosts/faults';
import { RuleDraft } from '../../src/access/hosts/rule.svelte';
import { listOf, newId, rulesOn, tableOf } from '../../src/access/hosts/table';
import type { HostAccess, HostRow } from '../../src/access/api';
import { ApiProblem } from '../../src/api/problem';
import { FakeHosts } from '../e2e/fake/hosts';
import { HandClock } from './hand-clock';

const id = (digit: string): string => digit.repeat(32);
const row = (digit: string, more: Partial<HostRow> = {}): HostRow => ({
  id: id(digit),
  action: 'allow',
  ...(more.group === undefined ? { address: '192.0.2.0/24' } : {}),
  services: [],
  label: '',
  comment: '',
  enabled: true,
  ...more,
});
const served = (revision: number, rows: HostRow[], groups = ['Guards']): HostAccess => ({
  revision,
  readable: true,
  table: {
    enabled: true,
    otherwise: 'deny',
    rows,
    groups: groups.map((name) => ({ name, members: ['198.51.100.7'] })),
  },
  warnings: [],
  you: { address: '192.0.2.14', allowed: true, why: 'row', row: id('1') },
});
const draftOf = (first: HostAccess): HostsDraft => {
  const draft = new HostsDraft();
  draft.take(first);
  return draft;
};
const ids = (draft: HostsDraft): string => draft.list.rules.map((each) => each.id[0]).join('');

describe('the draft of a list', () => {
  const three = served(4, [row('1'), row('2'), row('3')]);

  test('is what is in force until something is changed, and again when it is changed back', () => {
    const draft = draftOf(three);
    expect([draft.dirty, draft.revision]).toEqual([false, 4]);
    draft.moveRule(id('3'), -1);
    expect([draft.dirty, ids(draft)]).toEqual([true, '132']);
    draft.moveRule(id('3'), 1);
    expect(draft.dirty).toBe(false);
    expect(tableOf(draft.list)).toEqual(three.table);
  });
  test('moves rules no further than its ends, and puts one at any place', () => {
    const draft = draftOf(three);
    expect([draft.moveRule(id('1'), -1), draft.moveRule(id('3'), 1)]).toEqual([0, 2]);
    expect(draft.dirty).toBe(false);
    draft.putRule(draft.list.rules[2]!, 0);
    expect(ids(draft)).toBe('312');
    draft.removeRule(id('1'));
    expect(ids(draft)).toBe('32');
  });
  test('has its rules follow the name of a group', () => {
    const draft = draftOf(served(1, [row('1'), row('2', { group: 'Guards' })]));
    const guards = draft.list.groups[0]!;
    draft.putGroup({ ...guards, name: 'Night guards' });
    expect(rulesOn(draft.list.rules, 'Night guards')).toEqual([2]);
    expect(rulesOn(draft.list.rules, 'Guards')).toEqual([]);
  });
  test('goes on when the list it was made from is back as another revision', () => {
    const draft = draftOf(three);
    draft.removeRule(id('3'));
    draft.take({ ...three, revision: 6 });
    expect([draft.revision, ids(draft), draft.theirs]).toEqual([6, '12', undefined]);
  });
  test('is kept beside what somebody else put in force, until it is said what goes', () => {
    const other = served(5, [row('4')]);
    const [mine, theirs] = [draftOf(three), draftOf(three)];
    for (const draft of [mine, theirs]) {
      draft.removeRule(id('3'));
      draft.take(other);
      expect([draft.revision, ids(draft), draft.theirs]).toEqual([4, '12', other]);
    }
    mine.insist();
    expect([mine.revision, ids(mine), mine.dirty]).toEqual([5, '12', true]);
    theirs.discard();
    expect([theirs.revision, ids(theirs), theirs.dirty]).toEqual([5, '4', false]);
  });
});

test('faults are said at the rule and the group they are about, wherever those are by then', () => {
  const list = listOf(served(1, [row('1'), row('2')]).table);
  const at = (field: string, code: string) => ({ field, code });
  const errors = [
    at('/table/rows/1/address', 'malformed'),
    at('/table/rows/1/label', 'too_long'),
    at('/table/groups/0/members/0', 'malformed'),
    at('/table/rows', 'nobody_admitted'),
  ];
  const faults = faultsOf(new ApiProblem({ errors }, 422), list);
  expect(faults.list).toEqual(['nobody_admitted']);
  expect([...faults.rules]).toEqual([
    [
      id('2'),
      new Map([
        ['label', 'too_long'],
        ['address', 'malformed'],
      ]),
    ],
  ]);
  expect([...faults.groups.keys()]).toEqual([list.groups[0]!.key]);
});

describe('a rule that is typed', () => {
  test('is as it was when nothing is typed, to the second of its end', () => {
    const rule = listOf(served(1, [row('1', { expires: '2026-12-01T08:30:00Z' })]).table).rules[0]!;
    expect(JSON.stringify(new RuleDraft(rule).made)).toBe(JSON.stringify(rule));
  });
  test('is about an address or a group, never both', () => {
    const typed = new RuleDraft(undefined);
    expect(typed.faults).toEqual({ address: 'missing' });
    typed.address = ' 2001:db8::7 ';
    expect([typed.faults, typed.made.address, typed.made.group]).toEqual([
      {},
      '2001:db8::7',
      undefined,
    ]);
    typed.group = 'Guards';
    expect([typed.made.address, typed.made.group]).toEqual([undefined, 'Guards']);
  });
  test('has an id as devices give them', () => {
    expect(newId()).toMatch(/^[0-9a-f]{32}$/);
    expect(newId()).not.toBe(newId());
  });
});

describe('a change', () => {
  const me = { name: 'm.okafor', password: 'seven copper tunnels' };
  async function open() {
    const paper = new FakeHosts();
    const clock = new HandClock(Date.UTC(2026, 10, 20, 20));
    paper.now = () => clock.now();
    paper.table = served(1, [row('1'), row('2')]).table;
    const asked: string[] = [];
    let cut = false;
    const fetch = async (request: Request): Promise<Response> => {
      const name = `${request.method} ${new URL(request.url).pathname}`;
      asked.push(name);
      if (cut) throw new TypeError('refused');
      const text = await request.text();
      const answer = paper.answer(name, text ? (JSON.parse(text) as never) : {}, me);
      return new Response(answer?.status === 204 ? null : String(answer?.value), {
        status: answer?.status ?? 404,
      });
    };
    const hooks = { csrfToken: () => 'token', signedOut: vi.fn(), setupRequired: vi.fn() };
    const desk = new HostsDesk(
      accountsApi(hooks, { origin: 'https://recorder.test', fetch }),
      clock,
    );
    await desk.open('me');
    return { paper, clock, desk, asked, cutOff: (on: boolean) => (cut = on) };
  }
  const apply = async (desk: HostsDesk): Promise<void> => {
    desk.draft.removeRule(id('2'));
    await desk.apply({ within_s: 120 }, me.name);
  };

  test('is kept over a new connection, however many old ones the browser has', async () => {
    const { paper, desk, asked } = await open();
    await apply(desk);
    expect([desk.change.own, desk.change.now?.total_ms]).toEqual([true, 120_000]);
    paper.oldConnections = 5;
    await desk.keep(me.password);
    expect(asked.filter((name) => name.endsWith('confirm'))).toHaveLength(6);
    expect([desk.outcome, desk.change.now, desk.draft.dirty]).toEqual(['kept', undefined, false]);
    expect(desk.draft.revision).toBe(paper.revision);
  });
  test('is not tried for ever', async () => {
    const { paper, desk } = await open();
    await apply(desk);
    paper.oldConnections = Infinity;
    await expect(desk.keep(me.password)).rejects.toMatchObject({ code: 'needs_new_connection' });
    expect(desk.change.own).toBe(true);
  });
  test('that is not kept in time leaves the draft, made from what is in force again', async () => {
    const { desk, clock, paper } = await open();
    await apply(desk);
    clock.advance(119_000);
    await desk.refresh();
    expect(desk.change.own).toBe(true);
    clock.advance(1000);
    await desk.refresh();
    expect([desk.outcome, desk.draft.dirty, ids(desk.draft)]).toEqual(['timeOver', true, '1']);
    expect(desk.draft.revision).toBe(paper.revision);
    await desk.apply({ within_s: 120 }, me.name);
    expect(desk.change.own).toBe(true);
  });
  test('whose maker is cut off is known to have ended only when the device says so', async () => {
    const { desk, clock, cutOff } = await open();
    await apply(desk);
    cutOff(true);
    clock.advance(130_000);
    await desk.refresh();
    expect([desk.outcome, desk.change.problem?.code]).toEqual([undefined, 'network']);
    cutOff(false);
    await desk.refresh();
    expect(desk.outcome).toBe('timeOver');
  });
  test.each([
    ['kept', (paper: FakeHosts) => paper.keep()],
    ['undone', (paper: FakeHosts) => paper.revert()],
  ] as const)('of somebody else is seen to be %s', async (outcome, end) => {
    const { desk, paper } = await open();
    paper.begin(served(1, [row('1')]).table, 't.ruiz');
    await desk.refresh();
    expect([desk.change.own, desk.change.now?.by]).toEqual([false, 't.ruiz']);
    expect(ids(desk.draft)).toBe('1');
    end(paper);
    await desk.refresh();
    expect([desk.outcome, ids(desk.draft)]).toEqual([outcome, outcome === 'kept' ? '1' : '12']);
  });
  test('leaves nothing to the next account at the same browser', async () => {
    const { desk } = await open();
    await apply(desk);
    await desk.open('somebody else');
    expect([desk.change.own, desk.change.now?.by]).toEqual([false, me.name]);
    expect(desk.draft.dirty).toBe(false);
  });
});
