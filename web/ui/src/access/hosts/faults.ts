// What the device does not accept of a list, by the rule or group it is about, so that it is said there
// and stays there when rules move.
import type { ApiProblem } from '../../api/problem';
import type { List } from './table';

export type FieldFaults = ReadonlyMap<string, string>;
export interface Faults {
  /** About the list as a whole. */
  readonly list: readonly string[];
  /** By id of the rule, then by field. */
  readonly rules: ReadonlyMap<string, FieldFaults>;
  /** By key of the group; a member of it is "members/3". */
  readonly groups: ReadonlyMap<string, FieldFaults>;
}

export const noFaults: Faults = { list: [], rules: new Map(), groups: new Map() };

/** Of the list that was told to the device as "table". */
export function faultsOf(problem: ApiProblem, { rules, groups }: List): Faults {
  const list: string[] = [];
  const byRule = new Map<string, Map<string, string>>();
  const byGroup = new Map<string, Map<string, string>>();
  for (const [field, code] of problem.fields) {
    const [, kind, at, rest = ''] = /^table\/(rows|groups)\/(\d+)\/?(.*)$/.exec(field) ?? [];
    const key = kind === 'rows' ? rules[Number(at)]?.id : groups[Number(at)]?.key;
    if (kind === undefined || key === undefined) {
      if (field.startsWith('table')) list.push(code);
      continue;
    }
    const of = kind === 'rows' ? byRule : byGroup;
    of.set(key, (of.get(key) ?? new Map<string, string>()).set(rest, code));
  }
  return { list, rules: byRule, groups: byGroup };
}

export const anyFaults = ({ list, rules, groups }: Faults): boolean =>
  list.length + rules.size + groups.size > 0;

/** Once something was typed anew, what was said of it is of the past. */
export function without({ rules, groups }: Faults, key: string): Faults {
  const left = (faults: ReadonlyMap<string, FieldFaults>) =>
    new Map([...faults].filter(([each]) => each !== key));
  return { list: [], rules: left(rules), groups: left(groups) };
}
