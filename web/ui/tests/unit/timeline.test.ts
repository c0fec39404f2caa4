// @vitest-environment node
// The geometry of the timeline, and times as people type them.
import { describe, expect, test } from 'vitest';
import { timeTyped } from '../../src/recorder/timeline/goto';
import { actOf } from '../../src/recorder/timeline/keyboard';
import { stepFor, ticks, utcOf } from '../../src/recorder/timeline/ruler';
import {
  centred,
  day_ms,
  hour_ms,
  minute_ms,
  overviewOf,
  panned,
  second_ms,
  showing,
  spanOf,
  timeAt,
  within,
  xOf,
  zoomed,
} from '../../src/recorder/timeline/scale';
import { SpanIndex, type Span } from '../../src/recorder/timeline/spans';
import { offsetIn } from '../../src/recorder/timeline/zone';

const noon = Date.UTC(2026, 10, 20, 12);

describe('a view', () => {
  const view = centred(noon, hour_ms);
  test('maps time to pixels and back', () => {
    expect(xOf(noon, view, 800)).toBe(400);
    expect(timeAt(200, view, 800)).toBe(noon - 15 * minute_ms);
  });
  test('zooms at the pointer, which stays where it is', () => {
    const pointer = noon + 10 * minute_ms;
    const near = zoomed(view, minute_ms, pointer);
    expect(spanOf(near)).toBe(minute_ms);
    expect(xOf(pointer, near, 800)).toBeCloseTo(xOf(pointer, view, 800));
  });
  test('is never shorter than two seconds nor longer than a month', () => {
    expect(spanOf(zoomed(view, 1, noon))).toBe(2 * second_ms);
    expect(spanOf(zoomed(view, 900 * day_ms, noon))).toBe(31 * day_ms);
  });
  test('is not lost in the future or before the first footage', () => {
    const bounds = { first_ms: noon - day_ms, now_ms: noon };
    expect(within(panned(view, day_ms), bounds).to_ms).toBe(noon + hour_ms / 10);
    expect(within(panned(view, -9 * day_ms), bounds).from_ms).toBe(noon - day_ms - hour_ms / 10);
    expect(within(panned(view, -hour_ms), bounds)).toEqual(panned(view, -hour_ms));
  });
  test('moves for a time outside of it, and only then', () => {
    expect(showing(view, noon + minute_ms)).toBe(view);
    expect(showing(view, noon + day_ms)).toEqual(centred(noon + day_ms, hour_ms));
  });
  test('is a part of its overview, between a day and a month', () => {
    expect(spanOf(overviewOf(view, noon))).toBe(day_ms);
    expect(spanOf(overviewOf(centred(noon, 7 * day_ms), noon))).toBe(30 * day_ms);
    const { from_ms, to_ms } = overviewOf(view, noon);
    expect(from_ms < view.from_ms && to_ms > view.to_ms).toBe(true);
  });
});

describe('the ruler', () => {
  test('keeps its names apart', () => {
    expect(stepFor(centred(noon, hour_ms), 1200, 92)).toBe(5 * minute_ms);
    expect(stepFor(centred(noon, 31 * day_ms), 600, 92)).toBe(7 * day_ms);
  });
  test('begins days at the midnight of the zone, also when its clocks change', () => {
    const berlin = offsetIn('Europe/Berlin');
    // 25 Oct 2026 has 25 hours there.
    const view = { from_ms: Date.UTC(2026, 9, 24, 12), to_ms: Date.UTC(2026, 9, 26, 12) };
    const days = ticks(view, day_ms, berlin).filter(({ day }) => day);
    expect(days.map(({ at_ms }) => new Date(at_ms).toISOString())).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });
  test('marks every fifth of a step', () => {
    const view = { from_ms: noon, to_ms: noon + 10 * minute_ms };
    const marks = ticks(view, 5 * minute_ms, () => 0);
    expect(marks.length).toBe(11);
    expect(marks.filter(({ major }) => major).length).toBe(3);
  });
});

describe('spans', () => {
  const spans = new SpanIndex([
    { from_ms: 4000, to_ms: 9000, state: 'recorded' },
    { from_ms: 0, to_ms: 3000, state: 'recorded' },
    { from_ms: 3000, to_ms: 4000, state: 'gap', reason: 'lost' },
  ]);
  test('tell what is recorded at a time, from included, to not', () => {
    expect(spans.at(2999)?.state).toBe('recorded');
    expect(spans.at(3000)).toMatchObject({ state: 'gap', reason: 'lost' });
    expect(spans.at(9000)).toBeUndefined();
  });
  test('become stretches of pixels, and what is not known is none', () => {
    expect(spans.stretches(-1000, 10_000, 11)).toEqual([
      { x: 1, width: 3, state: 'recorded' },
      { x: 4, width: 1, state: 'gap' },
      { x: 5, width: 5, state: 'recorded' },
    ]);
  });
  test('show a gap however short it is', () => {
    const found = spans.stretches(0, 9_000_000, 3);
    expect(found[0]).toMatchObject({ x: 0, state: 'gap' });
  });
  test('list the gaps in a stretch of time', () => {
    expect(spans.gapsIn(0, 9000, 9).map(({ from_ms }) => from_ms)).toEqual([3000]);
    expect(spans.gapsIn(4000, 9000, 9)).toEqual([]);
  });
  test('a million of them are drawn by looking at thousands', () => {
    let looks = 0;
    class Counted implements Span {
      readonly to_ms: number;
      readonly state: 'gap' | 'recorded';
      constructor(readonly at: number) {
        this.to_ms = (at + 1) * 1000;
        this.state = at % 1000 === 7 ? 'gap' : 'recorded';
      }
      get from_ms(): number {
        looks += 1;
        return this.at * 1000;
      }
    }
    const index = new SpanIndex(Array.from({ length: 1_000_000 }, (_each, i) => new Counted(i)));
    looks = 0;
    expect(index.stretches(0, 1e9, 2000).length).toBeGreaterThan(500);
    expect(looks).toBeLessThan(10_000);
  });
});

describe('keys on the timeline', () => {
  const view = centred(noon, hour_ms);
  test.each([
    ['ArrowRight', false, { kind: 'seekBy', by_ms: hour_ms / 100 }],
    ['ArrowLeft', true, { kind: 'seekBy', by_ms: -hour_ms / 10 }],
    ['PageDown', false, { kind: 'pan', by_ms: hour_ms / 2 }],
    ['Home', false, { kind: 'seekTo', to: 'first' }],
    ['+', false, { kind: 'zoom', factor: 0.5 }],
    ['x', false, undefined],
  ])('%s', (key, shift, act) => {
    expect(actOf(key, shift, view)).toEqual(act);
  });
});

describe('a time that is typed', () => {
  const offsetAt = offsetIn('Europe/Berlin');
  const now_ms = Date.UTC(2026, 10, 20, 13, 30);
  const typed = (text: string, at_ms = now_ms): string | undefined => {
    const time = timeTyped(text, { at_ms, now_ms, offsetAt });
    return time === undefined ? undefined : new Date(time).toISOString().slice(0, 19);
  };
  test.each([
    ['14:05', '2026-11-20T13:05:00'],
    ['14:05:09', '2026-11-20T13:05:09'],
    ['21:30', '2026-11-19T20:30:00'],
    ['3 Nov 08:15', '2026-11-03T07:15:00'],
    ['3 november 2025 8:15', '2025-11-03T07:15:00'],
    ['24 Dec 18:00', '2025-12-24T17:00:00'],
    ['2026-11-03 08:15', '2026-11-03T07:15:00'],
    ['2026-11-03T08:15', '2026-11-03T07:15:00'],
    ['2026-11-03', '2026-11-02T23:00:00'],
    ['11月3日 8:15', '2026-11-03T07:15:00'],
    ['１４：０５', '2026-11-20T13:05:00'],
  ])('%s', (text, time) => {
    expect(typed(text)).toBe(time);
  });
  test.each(['', 'noon', '25:00', '12:60', '31 Feb 10:00', '2026-13-01', '3 Foo 08:15'])(
    'is refused: %s',
    (text) => {
      expect(typed(text)).toBeUndefined();
    },
  );
  test('means the day of the playhead', () => {
    expect(typed('08:00', Date.UTC(2026, 10, 4, 20))).toBe('2026-11-04T07:00:00');
  });
  test('is found again by the clock of its zone, in summer and in winter', () => {
    for (const local of [Date.UTC(2026, 6, 1, 12), Date.UTC(2026, 11, 1, 12)]) {
      const at = utcOf(local, offsetAt);
      expect(at + offsetAt(at)).toBe(local);
    }
  });
});
