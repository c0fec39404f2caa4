// How a device made of paper reads the table of hosts, and what it finds wrong with it.
import { isIP, type BlockList } from 'node:net';
import type { components } from '../../../src/api/generated/recorder';

type Schemas = components['schemas'];
type Table = Schemas['HostTable'];

export interface Fault {
  readonly field: string;
  readonly code: string;
}
interface Range {
  readonly family: 4 | 6;
  addTo(list: BlockList): void;
}

const nameOf = (family: 4 | 6): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6');

/** Undefined for what is no address, network or range. */
export function rangeOf(text: string): Range | undefined {
  const [address = '', prefix, surplus] = text.trim().split('/');
  const family = isIP(address);
  if (prefix !== undefined) {
    const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
    if (!isFamily(family) || surplus !== undefined || !(bits <= (family === 4 ? 32 : 128)))
      return undefined;
    return { family, addTo: (list) => list.addSubnet(address, bits, nameOf(family)) };
  }
  if (isFamily(family))
    return { family, addTo: (list) => list.addAddress(address, nameOf(family)) };
  const [from = '', to = '', more] = address.split('-').map((each) => each.trim());
  const both = isIP(from);
  if (!isFamily(both) || isIP(to) !== both || more !== undefined) return undefined;
  return { family: both, addTo: (list) => list.addRange(from, to, nameOf(both)) };
}
const isFamily = (family: number): family is 4 | 6 => family === 4 || family === 6;

export const rangesOf = (row: Schemas['HostRow'], { groups = [] }: Table): readonly Range[] =>
  (row.group === undefined
    ? [row.address ?? '']
    : (groups.find(({ name }) => name === row.group)?.members ?? [])
  ).flatMap((text) => rangeOf(text) ?? []);

/** As the device does: what refers to something else is looked at once each part can be read. */
export function faultsIn(table: Table): Fault[] {
  const { rows = [], groups = [] } = table;
  const faults: Fault[] = [];
  rows.forEach((row, at) => {
    const field = `/table/rows/${at}`;
    if ((row.address === undefined) === (row.group === undefined))
      faults.push({ field: `${field}/address`, code: row.group ? 'ambiguous' : 'missing' });
    else if (row.address !== undefined && !rangeOf(row.address))
      faults.push({ field: `${field}/address`, code: 'malformed' });
    for (const [name, max] of [
      ['label', 64],
      ['comment', 256],
    ] as const)
      if (Buffer.byteLength(row[name] ?? '') > max)
        faults.push({ field: `${field}/${name}`, code: 'too_long' });
  });
  groups.forEach(({ name, members }, at) => {
    const field = `/table/groups/${at}`;
    if (name === '') faults.push({ field: `${field}/name`, code: 'missing' });
    members.forEach((member, number) => {
      if (!rangeOf(member)) faults.push({ field: `${field}/members/${number}`, code: 'malformed' });
    });
  });
  return faults.length > 0 ? faults : referring(table);
}

function referring({ rows = [], groups = [] }: Table): Fault[] {
  const names = groups.map(({ name }) => name);
  return [
    ...groups.flatMap(({ name, members }, at) => [
      ...(names.indexOf(name) < at ? [{ field: `/table/groups/${at}/name`, code: 'taken' }] : []),
      ...(members.length === 0 ? [{ field: `/table/groups/${at}/members`, code: 'missing' }] : []),
    ]),
    ...rows.flatMap(({ group }, at) =>
      group !== undefined && !names.includes(group)
        ? [{ field: `/table/rows/${at}/group`, code: 'unknown_group' }]
        : [],
    ),
  ];
}
