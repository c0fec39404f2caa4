// What a tile says, from what the recorder knows of a camera and what is seen here of its stream. Words
// are looked up by the caller's catalogues, so that a change of language shows at once.
import type { TileState } from '../../design/tile';
import type { Format } from '../../i18n/format';
import type { Camera } from '../api/types';
import type { FeedState } from '../live/feed';
import type { RecorderWords } from '../words/en';

export interface TileFacts {
  readonly camera: Camera;
  readonly feed: FeedState;
  readonly now_ms: number;
  readonly words: RecorderWords;
  readonly format: Format;
  readonly reasonOf: (code: string | null | undefined) => string;
  /** Left out where it leads to nothing for the reader. */
  readonly onlastpicture?: ((at_ms: number) => void) | undefined;
  readonly ondiagnose?: (() => void) | undefined;
}

export function tileStateOf(facts: TileFacts): TileState {
  const { feed, words, format } = facts;
  if (feed.kind === 'connecting') return { kind: 'live', health: words.tile.connecting };
  if (feed.kind === 'playing') {
    const { pictures, bits } = feed.rate;
    if (pictures === 0) return { kind: 'live', health: '' };
    const fps = format.number(Math.round(pictures));
    return {
      kind: 'live',
      health: words.tile.health(fps, format.megabitsPerSecond(bits / 1e6)),
    };
  }
  return lost(facts);
}

function lost(facts: TileFacts): TileState {
  const { feed, camera, now_ms, words, format, reasonOf } = facts;
  const main = camera.state.main;
  // The recorder knows more of a camera than a connection that carries nothing.
  const known = main?.state === 'lost' || main?.state === 'refused' || main?.state === 'disabled';
  const here =
    feed.kind === 'lost' && (feed.reason === 'disconnected' || feed.reason === 'decoder');
  const told = feed.kind === 'lost' ? feed.reason : '';
  const recorded_ms = Date.parse(main?.since ?? '');
  const seen_ms = feed.kind === 'lost' ? feed.since_ms : now_ms;
  const since_ms = known && !here && !Number.isNaN(recorded_ms) ? recorded_ms : seen_ms;
  const reason =
    feed.kind === 'unplayable'
      ? words.tile.unplayable
      : known && !here
        ? reasonOf(main?.state === 'disabled' ? 'disabled' : main?.reason)
        : reasonOf(told);
  const tryAt_ms =
    feed.kind === 'lost' && feed.next_ms !== undefined
      ? feed.next_ms
      : Date.parse(main?.next_try ?? '');
  return {
    kind: 'lost',
    span: format.duration(now_ms - since_ms),
    reason,
    next: nextTry(tryAt_ms, now_ms, words),
    health: words.tile.none,
    gap: known,
    onlastpicture: facts.onlastpicture && (() => facts.onlastpicture?.(since_ms)),
    ondiagnose: facts.ondiagnose,
  };
}

function nextTry(at_ms: number, now_ms: number, words: RecorderWords): string {
  if (Number.isNaN(at_ms)) return '';
  const seconds = Math.ceil((at_ms - now_ms) / 1000);
  return seconds > 0 ? words.common.inSeconds(seconds) : words.common.now;
}
