// Places the parts of a track side by side on a scale.
import type { Verdict } from './verdicts';

export interface TrackPart {
  /** `recorded` says nothing about signatures; `off` was not to be recorded. */
  readonly kind: Verdict | 'recorded' | 'off';
  /** Any unit; widths are in proportion to the whole. */
  readonly length: number;
}

export interface TrackMark {
  readonly kind: TrackPart['kind'];
  readonly x: number;
  readonly width: number;
}

/** A failed part is never narrower than this, however short it was. */
const failedWidthMin = 10;

export function placed(parts: readonly TrackPart[], width: number): TrackMark[] {
  const whole = parts.reduce((sum, part) => sum + part.length, 0);
  const floor: readonly number[] = parts.map((part) =>
    part.kind === 'failed' && (part.length / whole) * width < failedWidthMin ? failedWidthMin : 0,
  );
  const floors = floor.reduce((sum, each) => sum + each, 0);
  const rest = parts.reduce((sum, part, i) => (floor[i] ? sum : sum + part.length), 0);
  let x = 0;
  return parts.map((part, i) => {
    const share = rest > 0 ? (part.length / rest) * Math.max(0, width - floors) : 0;
    const mark = { kind: part.kind, x, width: floor[i] || share };
    x += mark.width;
    return mark;
  });
}
