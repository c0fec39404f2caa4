// The list as somebody edits it, next to the one in force that it was made from. Nothing that was typed is
// dropped but by them: when the device has another list meanwhile, both are kept until they choose.
import type { HostAccess, HostAction } from '../api';
import { noFaults, without, type Faults } from './faults';
import { listOf, ruleAt, sameList, type Group, type List, type Rule } from './table';

interface Base {
  readonly revision: number;
  readonly list: List;
}
const nothing: List = { enabled: false, otherwise: 'deny', rules: [], groups: [] };

export class HostsDraft {
  #base = $state.raw<Base>();
  #list = $state.raw<List>(nothing);
  #theirs = $state.raw<HostAccess>();
  faults = $state.raw<Faults>(noFaults);

  get list(): List {
    return this.#list;
  }
  get known(): boolean {
    return this.#base !== undefined;
  }
  get revision(): number {
    return this.#base?.revision ?? 0;
  }
  readonly dirty = $derived(this.#base !== undefined && !sameList(this.#base.list, this.#list));
  /** In force, and neither the draft nor what it was made from. */
  get theirs(): HostAccess | undefined {
    return this.#theirs;
  }

  /** What the device answers now. */
  take(served: HostAccess): void {
    const list = listOf(served.table);
    if (!this.#base || !this.dirty || sameList(list, this.#list)) return this.adopt(served);
    if (sameList(list, this.#base.list)) this.#rebase({ revision: served.revision, list });
    else this.#theirs = served;
  }

  /** The draft is what is in force. */
  adopt(served: HostAccess): void {
    const list = listOf(served.table);
    this.#rebase({ revision: served.revision, list });
    this.#list = list;
    this.faults = noFaults;
  }

  /** The draft goes on, now in place of what came between. */
  insist(): void {
    const theirs = this.#theirs;
    if (theirs) this.#rebase({ revision: theirs.revision, list: listOf(theirs.table) });
  }

  discard(): void {
    if (this.#theirs) return this.adopt(this.#theirs);
    if (this.#base) this.#list = this.#base.list;
    this.faults = noFaults;
  }

  forget(): void {
    this.#base = this.#theirs = undefined;
    this.#list = nothing;
    this.faults = noFaults;
  }

  switch(enabled: boolean): void {
    this.#change({ enabled });
  }
  decideOtherwise(otherwise: HostAction): void {
    this.#change({ otherwise });
  }

  /** `place` counts from zero. */
  putRule(rule: Rule, place: number): void {
    this.#change({ rules: ruleAt(this.#list.rules, rule, place) }, rule.id);
  }
  removeRule(id: string): void {
    this.#change({ rules: this.#list.rules.filter((each) => each.id !== id) }, id);
  }
  /** Where it then is, from zero. */
  moveRule(id: string, by: 1 | -1): number {
    const { rules } = this.#list;
    const at = rules.findIndex((each) => each.id === id);
    const rule = rules[at];
    const place = Math.min(rules.length - 1, Math.max(0, at + by));
    if (rule && place !== at) this.#change({ rules: ruleAt(rules, rule, place) });
    return place;
  }

  /** Rules about the group follow its name. */
  putGroup(group: Group): void {
    const { groups, rules } = this.#list;
    const before = groups.find(({ key }) => key === group.key);
    this.#change(
      {
        groups: before
          ? groups.map((each) => (each === before ? group : each))
          : [...groups, group],
        rules: before
          ? rules.map((rule) =>
              rule.group === before.name ? { ...rule, group: group.name } : rule,
            )
          : rules,
      },
      group.key,
    );
  }
  removeGroup(key: string): void {
    this.#change({ groups: this.#list.groups.filter((each) => each.key !== key) }, key);
  }

  #change(parts: Partial<List>, key = ''): void {
    this.#list = { ...this.#list, ...parts };
    this.faults = without(this.faults, key);
  }
  #rebase(base: Base): void {
    this.#base = base;
    this.#theirs = undefined;
  }
}
