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
}

export interface Move {
  /** Where to go at once. */
  readonly jumpTo_s?: number;
  readonly rate: number;
}

/** Further behind than this, besides the picture on the screen, is not live any more. */
export const behindMax_s = 0.25;
/** A jump costs decoding from the last key frame, so that jumping all the time would show nothing. */
const restAfterJump_ms = 1000;
const hurry = 1.12;

/** How far behind the newest end playing starts: enough to have the next picture in hand. */
const cushion_s = (frame_s: number): number => Math.min(0.15, frame_s * 1.5);

export function move(playing: Playing): Move {
  const { position_s, from_s, to_s, frame_s, sinceJump_ms } = playing;
  const edge_s = Math.max(from_s, to_s - cushion_s(frame_s));
  // Outside of what there is: before it after a pause in the stream, behind it after a new start.
  if (position_s < from_s - 0.001 || position_s > to_s + frame_s)
    return { jumpTo_s: edge_s, rate: 1 };
  const behind_s = to_s - position_s;
  const late = behind_s > behindMax_s + frame_s;
  if (late && sinceJump_ms >= restAfterJump_ms) return { jumpTo_s: edge_s, rate: 1 };
  return { rate: late || behind_s > 0.12 + cushion_s(frame_s) ? hurry : 1 };
}

const keepBehind_s = 3;
const dropFrom_s = 6;

/** Up to where the buffer can be dropped; undefined while it is not worth it. */
export const droppable = (position_s: number, bufferedFrom_s: number): number | undefined =>
  position_s - bufferedFrom_s > dropFrom_s ? position_s - keepBehind_s : undefined;
