// What an order would take away, as the recorder tells of its footage.
import type { RecorderApi } from '../api/recorder';
import type { Timeline } from '../api/types';
import { day_ms, recordedWithin, startOf } from './erasure-days';
import type { NamedCamera, Order } from './erasure-draft.svelte';

export interface Loss {
  readonly camera: NamedCamera;
  readonly day?: string;
  /** Of a day. */
  readonly recorded_ms?: number;
  /** Of a whole camera: its first footage, undefined when there is none. */
  readonly first?: string | undefined;
  /** The recorder did not answer. */
  readonly unknown?: true;
}
type Api = Pick<RecorderApi, 'timeline'>;

/** The recorder ends an answer early when there is very much to tell. */
const answersMax = 50;

export async function lossOf(
  { camera, day }: Order,
  api: Api,
  signal: AbortSignal,
): Promise<Loss | undefined> {
  if (!camera) return undefined;
  try {
    if (day) return { camera, day, recorded_ms: await recordedOn(camera, day, api, signal) };
    // Any range tells of the first footage; a short one tells nothing else.
    const { first } = await api.timeline(camera.camera, { from_ms: 0, to_ms: 1000 }, signal);
    return { camera, first };
  } catch (error) {
    if (signal.aborted) throw error;
    return day ? { camera, day, unknown: true } : { camera, unknown: true };
  }
}

async function recordedOn(
  { camera }: NamedCamera,
  day: string,
  api: Api,
  signal: AbortSignal,
): Promise<number> {
  const to_ms = startOf(day) + day_ms;
  let from_ms = startOf(day);
  let recorded_ms = 0;
  for (let answers = 0; from_ms < to_ms && answers < answersMax; answers += 1) {
    const told: Timeline = await api.timeline(camera, { from_ms, to_ms }, signal);
    const until_ms = Math.min(to_ms, Date.parse(told.to));
    recorded_ms += recordedWithin(told.spans, from_ms, until_ms);
    if (!(until_ms > from_ms)) break;
    from_ms = until_ms;
  }
  return recorded_ms;
}
