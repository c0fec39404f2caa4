// What a tile can be showing. Without a verdict nothing is known about signatures. The
// picture goes on in all but `lost`.
import type { Verdict } from './verdicts';

export type TileState =
  | { readonly kind: 'live'; readonly verdict?: Verdict; readonly health: string }
  /** Pictures come, but fewer or with losses. */
  | { readonly kind: 'slow'; readonly verdict?: Verdict; readonly health: string }
  | {
      readonly kind: 'alarm';
      readonly verdict: Verdict;
      readonly what: string;
      readonly at: string;
      readonly onacknowledge: () => void;
    }
  | { readonly kind: 'failed'; readonly what: string; readonly oninspect: () => void }
  | {
      readonly kind: 'lost';
      /** 0:48 */
      readonly span: string;
      /** What is known of the reason. */
      readonly reason: string;
      /** What happens next. */
      readonly next: string;
      readonly health: string;
      /** Nothing is recorded either; not so when only the connection to the recorder is lost. */
      readonly gap: boolean;
      /** Left out where it leads to nothing for the reader. */
      readonly onlastpicture?: (() => void) | undefined;
      readonly ondiagnose?: (() => void) | undefined;
    };
