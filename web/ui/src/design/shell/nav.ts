// An entry of the main navigation. Only views that exist are entries.
import type { IconName } from '../icons';

export interface NavItem {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  readonly current: boolean;
}
