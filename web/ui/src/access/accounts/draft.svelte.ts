// An account as it is being typed, and what is told to the device of it.
import type { Account, AccountChange, CameraRights } from '../api';
import { dayOf, endOfDay } from '../days';
import {
  cameraRights,
  grantable,
  isGrantable,
  type CameraRight,
  type Grantable,
  type Role,
} from '../permissions';
import { faultOfName } from '../rules';

export type RightsTable = Readonly<Record<string, readonly CameraRight[]>>;
export type Faults = Partial<Record<'name' | 'permissions' | 'expires', string>>;

export class Draft {
  name = $state('');
  role = $state<Role>('viewer');
  permissions = $state.raw<readonly Grantable[]>([]);
  limited = $state(false);
  rights = $state.raw<RightsTable>({});
  day = $state('');
  enabled = $state(true);
  readonly #expires: string | null;

  constructor(account: Account | undefined) {
    this.#expires = account?.expires ?? null;
    if (!account) return;
    this.name = account.name;
    this.role = account.role;
    this.permissions = account.role === 'custom' ? account.permissions.filter(isGrantable) : [];
    this.limited = account.cameras !== null;
    this.rights = Object.fromEntries(
      (account.cameras ?? []).map(({ camera, rights }) => [camera, rights]),
    );
    this.day = account.expires === null ? '' : dayOf(Date.parse(account.expires));
    this.enabled = account.enabled;
  }

  give(camera: string, right: CameraRight, on: boolean): void {
    const had = this.rights[camera] ?? [];
    const has = cameraRights.filter((each) => (each === right ? on : had.includes(each)));
    this.rights = { ...this.rights, [camera]: has };
  }

  get faults(): Faults {
    const name = faultOfName(this.name.trim());
    return {
      ...(name ? { name } : {}),
      ...(this.role === 'custom' && this.permissions.length === 0
        ? { permissions: 'missing' }
        : {}),
      ...(this.day !== '' && endOfDay(this.day) === undefined ? { expires: 'malformed' } : {}),
    };
  }

  get asked(): Required<Pick<AccountChange, 'name' | 'role' | 'cameras' | 'enabled' | 'expires'>> &
    Pick<AccountChange, 'permissions'> {
    return {
      name: this.name.trim(),
      role: this.role,
      ...(this.role === 'custom' ? { permissions: [...this.permissions] } : {}),
      cameras: this.limited && this.role !== 'administrator' ? this.#cameras : null,
      enabled: this.enabled,
      expires: this.#end,
    };
  }

  // A camera without any right is one the account does not know of.
  get #cameras(): CameraRights[] {
    return Object.entries(this.rights).flatMap(([camera, rights]) =>
      rights.length > 0 ? [{ camera, rights: [...rights] }] : [],
    );
  }

  // The device may hold another second of the same day.
  get #end(): string | null {
    if (this.day === '') return null;
    const same = this.#expires !== null && dayOf(Date.parse(this.#expires)) === this.day;
    return same ? this.#expires : (endOfDay(this.day) ?? null);
  }
}

/** What differs from the account as it is: an end that has passed is no fault of who renames it. */
export function changeOf(account: Account, asked: Draft['asked']): AccountChange {
  const before: Record<string, unknown> = {
    ...account,
    permissions:
      account.role === 'custom'
        ? grantable.filter((each) => account.permissions.includes(each))
        : undefined,
  };
  return Object.fromEntries(
    Object.entries(asked).filter(
      ([member, value]) => JSON.stringify(value) !== JSON.stringify(before[member]),
    ),
  );
}
