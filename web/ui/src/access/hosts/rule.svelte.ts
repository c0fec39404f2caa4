// A rule as it is being typed, and what it becomes.
import type { HostAction, HostService } from '../api';
import { dayOf, endOfDay } from '../days';
import { newId, type Rule } from './table';

export class RuleDraft {
  readonly id: string;
  action = $state<HostAction>('allow');
  /** Undefined: it is about an address. */
  group = $state<string>();
  address = $state('');
  services = $state.raw<readonly HostService[]>([]);
  label = $state('');
  comment = $state('');
  day = $state('');
  enabled = $state(true);
  readonly #expires: string | undefined;

  constructor(rule: Rule | undefined) {
    this.id = rule?.id ?? newId();
    this.#expires = rule?.expires;
    if (!rule) return;
    this.action = rule.action;
    this.group = rule.group;
    this.address = rule.address ?? '';
    this.services = rule.services;
    this.label = rule.label;
    this.comment = rule.comment;
    this.day = rule.expires === undefined ? '' : dayOf(Date.parse(rule.expires));
    this.enabled = rule.enabled;
  }

  /** What needs no device to be seen, by field, in its codes. */
  get faults(): Readonly<Record<string, string>> {
    return {
      ...(this.group === undefined && this.address.trim() === '' ? { address: 'missing' } : {}),
      ...(this.day !== '' && endOfDay(this.day) === undefined ? { expires: 'malformed' } : {}),
    };
  }

  // Members in the order of the list, so that what is as it was is seen to be.
  get made(): Rule {
    const expires = this.#end;
    return {
      id: this.id,
      action: this.action,
      ...(this.group === undefined ? { address: this.address.trim() } : { group: this.group }),
      services: this.services,
      label: this.label.trim(),
      comment: this.comment.trim(),
      enabled: this.enabled,
      ...(expires === undefined ? {} : { expires }),
    };
  }

  // The device may hold another second of the same day.
  get #end(): string | undefined {
    if (this.day === '') return undefined;
    const same = this.#expires !== undefined && dayOf(Date.parse(this.#expires)) === this.day;
    return same ? this.#expires : endOfDay(this.day);
  }
}
