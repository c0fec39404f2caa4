// How a live picture is kept near the newest one that has arrived.
export interface Playing {
  readonly position_s: number;
  /** The newest stretch that is buffered. */
  readonly from_s: number;
  readonly to_s: number;
  /** From one picture to the next. */
  readonly frame_s: number;
  /** Since the position was last moved by us. */
  readonly sinceJump_ms: number;
  /** How many times in a row it was moved and fell behind again. */
  readonly jumps: number;
}

export interface Move {
  /** Where to go at once. */
  readonly jumpTo_s?: number;
  readonly rate: number;
}

/** Further behind than this, besides the picture on the screen, is not live any more. */
export const behindMax_s = 0.25;
/** A jump costs decoding from the last key frame. A machine that keeps falling behind is spared, or it
    would show nothing but jumps. */
const restAfter_ms = (jumps: number): number =>
  Math.min(16_000, 1000 * 2 ** Math.max(0, jumps - 1));
/** After so long without falling behind, a jump is the first one again. */
export const steadyAfter_ms = 20_000;
const hurryMax = 0.5;

/** How far behind the newest end playing starts: enough to have the next picture in hand. */
const cushion_s = (frame_s: number): number => Math.min(0.15, frame_s * 1.5);

export function move(playing: Playing): Move {
  const { position_s, from_s, to_s, frame_s, sinceJump_ms, jumps } = playing;
  const edge_s = Math.max(from_s, to_s - cushion_s(frame_s));
  // Outside of what there is: before it after a pause in the stream, behind it after a new start.
  if (position_s < from_s - 0.001 || position_s > to_s + frame_s)
    return { jumpTo_s: edge_s, rate: 1 };
  const behind_s = to_s - position_s;
  const late = behind_s > behindMax_s + frame_s;
  if (late && sinceJump_ms >= restAfter_ms(jumps)) return { jumpTo_s: edge_s, rate: 1 };
  const more_s = behind_s - cushion_s(frame_s) - 0.12;
  return { rate: more_s > 0 ? 1 + Math.min(hurryMax, 0.1 + more_s / 4) : 1 };
}

const keepBehind_s = 3;
const dropFrom_s = 6;

/** Up to where the buffer can be dropped; undefined while it is not worth it. */
export const droppable = (position_s: number, bufferedFrom_s: number): number | undefined =>
  position_s - bufferedFrom_s > dropFrom_s ? position_s - keepBehind_s : undefined;
