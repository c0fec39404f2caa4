// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { stepWithin } from '../../src/design/keys';
import { tally } from '../../src/design/pulse';
import { afterPress, sorted } from '../../src/design/table';
import { placed } from '../../src/design/track';

describe('a track', () => {
  test('gives each part its share of the width', () => {
    const marks = placed(
      [
        { kind: 'authentic', length: 3 },
        { kind: 'gap', length: 1 },
      ],
      400,
    );
    expect(marks).toEqual([
      { kind: 'authentic', x: 0, width: 300 },
      { kind: 'gap', x: 300, width: 100 },
    ]);
  });
  test('never lets a failed part vanish, and still ends at its end', () => {
    const marks = placed(
      [
        { kind: 'authentic', length: 50_000 },
        { kind: 'failed', length: 1 },
        { kind: 'authentic', length: 50_000 },
      ],
      400,
    );
    expect(marks[1]?.width).toBe(10);
    const last = marks.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(400);
  });
});

test('a pulse is counted worst news first', () => {
  expect(tally(['authentic', 'failed', 'authentic', 'gap'])).toEqual([
    { kind: 'failed', count: 1 },
    { kind: 'gap', count: 1 },
    { kind: 'authentic', count: 2 },
  ]);
});

describe('a table', () => {
  const columns = [{ key: 'n', label: 'n', order: (a: number, b: number) => a - b }];
  test('is left in its order until a column is chosen', () => {
    expect(sorted([2, 3, 1], columns, undefined)).toEqual([2, 3, 1]);
    expect(sorted([2, 3, 1], columns, { key: 'x', direction: 'ascending' })).toEqual([2, 3, 1]);
  });
  test('turns round when its head is pressed again', () => {
    const first = afterPress(undefined, 'n');
    expect(sorted([2, 3, 1], columns, first)).toEqual([1, 2, 3]);
    const second = afterPress(first, 'n');
    expect(sorted([2, 3, 1], columns, second)).toEqual([3, 2, 1]);
    expect(afterPress(second, 'n')).toEqual(first);
    expect(afterPress(second, 'other').direction).toBe('ascending');
  });
});

test('arrow keys go round, Home and End go to the ends, other keys go nowhere', () => {
  expect(stepWithin('ArrowRight', 2, 3)).toBe(0);
  expect(stepWithin('ArrowUp', 0, 3)).toBe(2);
  expect(stepWithin('Home', 2, 3)).toBe(0);
  expect(stepWithin('End', 0, 3)).toBe(2);
  expect(stepWithin('a', 0, 3)).toBeUndefined();
  expect(stepWithin('End', 0, 0)).toBeUndefined();
});
