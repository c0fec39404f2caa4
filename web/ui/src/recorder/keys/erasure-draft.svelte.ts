// What is to be erased, as it is chosen; what is wrong with the choice; and the orders that come of it.
import type { ErasureOrder } from '../api/types';
import { countDays, daysBetween, lastOver, startOf } from './erasure-days';

export type Scope = ErasureOrder['scope'];
export interface NamedCamera {
  readonly camera: string;
  readonly name: string;
}
/** One order to the keeper: it erases whole or not at all, and gives one certificate. */
export interface Order {
  readonly scope: Scope;
  readonly camera?: NamedCamera;
  readonly day?: string;
}
export type DayFault = 'dayMissing' | 'dayNotOver' | 'dayOrder' | 'tooMany';

/** More than somebody can look through before saying yes. */
export const ordersMax = 100;
/** The word of the interface for all of it; it is typed in every language. */
export const everything = 'everything';

export class ErasureDraft {
  scope = $state<Scope>('camera-day');
  cameras = $state<readonly NamedCamera[]>([]);
  from = $state('');
  to = $state('');
  reason = $state('');

  has(camera: string): boolean {
    return this.cameras.some((each) => each.camera === camera);
  }
  choose(camera: NamedCamera, wanted: boolean): void {
    const others = this.cameras.filter((each) => each.camera !== camera.camera);
    this.cameras = wanted ? [...others, { camera: camera.camera, name: camera.name }] : others;
  }

  faultOfFrom(now_ms: number): DayFault | undefined {
    if (this.scope !== 'camera-day') return undefined;
    if (Number.isNaN(startOf(this.from))) return 'dayMissing';
    return this.from > lastOver(now_ms) ? 'dayNotOver' : undefined;
  }
  faultOfTo(now_ms: number): DayFault | undefined {
    if (this.scope !== 'camera-day') return undefined;
    if (Number.isNaN(startOf(this.to))) return 'dayMissing';
    if (this.to > lastOver(now_ms)) return 'dayNotOver';
    if (this.from && this.to < this.from) return 'dayOrder';
    return countDays(this.from, this.to) * this.cameras.length > ordersMax ? 'tooMany' : undefined;
  }
  lacksCameras(): boolean {
    return this.scope !== everything && this.cameras.length === 0;
  }
  isWhole(now_ms: number): boolean {
    return (
      !this.lacksCameras() &&
      !this.faultOfFrom(now_ms) &&
      !this.faultOfTo(now_ms) &&
      this.reason.trim() !== ''
    );
  }

  orders(): Order[] {
    const { scope } = this;
    if (scope === everything) return [{ scope }];
    if (scope === 'camera') return this.cameras.map((camera) => ({ scope, camera }));
    const days = daysBetween(this.from, this.to);
    return this.cameras.flatMap((camera) => days.map((day) => ({ scope, camera, day })));
  }

  /** What has to be typed before anything is erased. */
  phrases(): string[] {
    return this.scope === everything ? [everything] : this.cameras.map(({ name }) => name);
  }
}

/** As it is sent, once its name was typed. */
export const bodyOf = ({ scope, camera, day }: Order, reason: string): ErasureOrder => ({
  scope,
  ...(camera ? { camera: camera.camera } : {}),
  ...(day ? { day } : {}),
  reason: reason.trim(),
  confirmation: camera?.name ?? everything,
});
