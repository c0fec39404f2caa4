// The host list as it is edited: plain values that are never changed in place.
import type { HostAction, HostRow, HostService, HostTable } from '../api';

export const services: readonly HostService[] = ['web', 'rtsp', 'onvif', 'snmp', 'ssh'];
export const rulesMax = 512;
export const groupsMax = 64;

/** Exactly one of address and group is there. */
export interface Rule {
  readonly id: string;
  readonly action: HostAction;
  readonly address?: string;
  readonly group?: string;
  readonly services: readonly HostService[];
  readonly label: string;
  readonly comment: string;
  readonly enabled: boolean;
  readonly expires?: string;
}
export interface Group {
  /** Never told to the device, which knows groups by name; a name may be typed anew. */
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
}
export interface List {
  readonly enabled: boolean;
  readonly otherwise: HostAction;
  readonly rules: readonly Rule[];
  readonly groups: readonly Group[];
}

/** An id as the device gives them, so that its judgement can name a rule it has not stored yet. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const ruleOf = (row: HostRow): Rule => ({
  id: row.id ?? newId(),
  action: row.action,
  ...(row.group === undefined ? { address: row.address ?? '' } : { group: row.group }),
  services: services.filter((each) => row.services?.includes(each)),
  label: row.label ?? '',
  comment: row.comment ?? '',
  enabled: row.enabled ?? true,
  ...(row.expires === undefined ? {} : { expires: row.expires }),
});

export const listOf = (table: HostTable): List => ({
  enabled: table.enabled ?? false,
  otherwise: table.otherwise,
  rules: (table.rows ?? []).map(ruleOf),
  groups: (table.groups ?? []).map(({ name, members }) => ({ key: newId(), name, members })),
});

export const tableOf = ({ enabled, otherwise, rules, groups }: List): HostTable => ({
  enabled,
  otherwise,
  rows: rules.map((rule) => ({ ...rule, services: [...rule.services] })),
  groups: groups.map(({ name, members }) => ({ name, members: [...members] })),
});

// Members come in one order everywhere: ruleOf's, and who edits keeps to it.
export const sameList = (a: List, b: List): boolean =>
  JSON.stringify(tableOf(a)) === JSON.stringify(tableOf(b));

/** `place` counts from zero; past the end is the end. */
export function ruleAt(rules: readonly Rule[], rule: Rule, place: number): readonly Rule[] {
  const others = rules.filter(({ id }) => id !== rule.id);
  return [...others.slice(0, place), rule, ...others.slice(place)];
}

/** What people would look for: how it is written, and what it is called. */
export const matches = ({ address, group, label, comment }: Rule, wanted: string): boolean =>
  [address, group, label, comment].some((text) => text?.toLocaleLowerCase().includes(wanted));

/** Rules about the group, as numbers that people count. */
export const rulesOn = (rules: readonly Rule[], group: string): readonly number[] =>
  rules.flatMap((rule, at) => (rule.group === group ? [at + 1] : []));

export const hasExpired = ({ expires }: Rule, now_ms: number): boolean =>
  expires !== undefined && Date.parse(expires) <= now_ms;
