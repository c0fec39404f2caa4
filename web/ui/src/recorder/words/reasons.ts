// Why a stream is lost or a gap is there, in words.
import { recorder } from './words.svelte';

export function reasonOf(code: string | null | undefined): string {
  const { reasons } = recorder.words;
  return reasons[code || 'unknown'] ?? reasons['unknown'] ?? '';
}

/** Short, for a gap in the timeline. */
export function gapWords(code: string | null | undefined): string {
  const { gaps } = recorder.words;
  return gaps[code || 'unknown'] ?? gaps['unknown'] ?? '';
}
