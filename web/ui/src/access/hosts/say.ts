// Rules and judgements in words.
import type { ProblemWords } from '../words/en';
import type { HostsWords } from '../words/hosts.en';
import type { HostJudgement } from '../api';
import type { Rule } from './table';

/** What it is about, as it is written. */
export const subjectOf = ({ address, group }: Rule, t: HostsWords): string =>
  group === undefined ? (address ?? '') : t.list.group(group);

export const nameOf = (rule: Rule, t: HostsWords): string => rule.label || subjectOf(rule, t);

/** Why it was judged so; the rule by the number that it has in this list. */
export function whyOf(judgement: HostJudgement, rules: readonly Rule[], t: HostsWords): string {
  const at = rules.findIndex(({ id }) => id === judgement.row);
  const rule = rules[at];
  return rule ? t.byRule(at + 1, nameOf(rule, t)) : t.why[judgement.why];
}

export const faultWords = (code: string, t: HostsWords, { fields }: ProblemWords): string =>
  t.faults[code] ?? fields[code] ?? fields['invalid'] ?? code;
