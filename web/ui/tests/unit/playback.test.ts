// @vitest-environment node
// What the player of recordings decides: what to fetch, where it goes, how to step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { pictureTimesOf, tracksOf } from '../../src/recorder/media/boxes';
import { FrameTimes } from '../../src/recorder/playback/frames';
import { Loader, mediaAddress, type Fetched } from '../../src/recorder/playback/loader';
import { ahead_s, beyondGap, holds } from '../../src/recorder/playback/place';
import { RecordIndex, type RecordEntry } from '../../src/recorder/playback/records';
import { Thumbnails } from '../../src/recorder/playback/thumbnails';
import { packageRoot } from '../lint/sources';

const pattern = readFileSync(join(packageRoot, 'tests/media/pattern.mp4'));

describe('fragmented MP4', () => {
  const tracks = tracksOf(pattern);
  test('tells its tracks', () => {
    expect(tracks).toMatchObject([{ id: 1, video: true, timescale: 10_000 }]);
  });
  test('tells when each picture is shown', () => {
    const times = pictureTimesOf(pattern, tracks);
    expect(times.length).toBe(120);
    expect(times.slice(0, 3)).toEqual([0, 0.1, 0.2]);
    expect(times.at(-1)).toBeCloseTo(11.9);
  });
  test('that is cut off or nonsense tells less, and nothing worse', () => {
    for (let length = 0; length < 3000; length += 7) {
      const part = pattern.subarray(0, length);
      expect(pictureTimesOf(part, tracks).length).toBeLessThan(120);
      tracksOf(part);
    }
    expect(tracksOf(new Uint8Array(64).fill(255))).toEqual([]);
  });
});

const record = (number: number, from_ms: number, more: Partial<RecordEntry> = {}): RecordEntry => ({
  segment: 'a',
  number,
  from_ms,
  to_ms: from_ms + 1000,
  bytes: 1000,
  key: true,
  init: '/init',
  mime: 'video/mp4',
  zero_ms: 0,
  ...more,
});

describe('the index of records', () => {
  const index = new RecordIndex();
  index.learn(0, 10_000, [
    record(1, 0),
    record(2, 1000, { key: false }),
    record(3, 2000),
    record(1, 6000, { segment: 'b' }),
  ]);
  test('finds the record at a time, or else the next', () => {
    expect(index.atOrAfter(1500)?.number).toBe(2);
    expect(index.atOrAfter(4000)).toMatchObject({ segment: 'b' });
    expect(index.atOrAfter(8000)).toBeUndefined();
  });
  test('begins decoding at a key frame of the same segment', () => {
    expect(index.decodeFrom(1500)?.number).toBe(1);
    expect(index.decodeFrom(2500)?.number).toBe(3);
    expect(index.decodeFrom(4000)).toMatchObject({ segment: 'b', number: 1 });
  });
  test('takes together what lies together, within limits', () => {
    const first = index.atOrAfter(0)!;
    const numbers = (bytes: number, span_ms: number): number[] =>
      index.run(first, { bytes, span_ms }).records.map(({ number }) => number);
    expect(numbers(1e6, 60_000)).toEqual([1, 2, 3]);
    expect(numbers(2000, 60_000)).toEqual([1, 2]);
    expect(numbers(1e6, 1000)).toEqual([1]);
    expect(numbers(1, 1)).toEqual([1]);
  });
  test('knows how far it knows', () => {
    expect(index.knownUntil(9999)).toBe(10_000);
    expect(index.knownUntil(10_000)).toBeUndefined();
    const more = new RecordIndex();
    more.learn(0, 10, []);
    more.learn(10, 20, []);
    expect(more.knownUntil(5)).toBe(20);
    more.forget(5, 15);
    expect([more.knownUntil(4), more.knownUntil(5), more.knownUntil(15)]).toEqual([
      5,
      undefined,
      20,
    ]);
  });
  test('forgets what the recorder no longer has', () => {
    const renewed = new RecordIndex();
    renewed.learn(0, 3000, [record(1, 0), record(2, 1000)]);
    renewed.learn(0, 3000, [record(2, 1000)]);
    expect(renewed.atOrAfter(0)?.number).toBe(2);
  });
});

test('the address of a run names its first and last record', () => {
  const [first, last] = [record(3, 0), record(7, 4000)];
  expect(mediaAddress({ first, last, records: [first, last] })).toBe(
    '/api/v1/segments/a/media.mp4?first=3&last=7',
  );
});

describe('the loader', () => {
  function load(records: RecordEntry[], now_ms = 3_600_000) {
    const fetched: Fetched[] = [];
    const [ended, problem] = [vi.fn(), vi.fn()];
    const asked: [number, number][] = [];
    const index = vi.fn(async (from_ms: number, to_ms: number) => {
      asked.push([from_ms, to_ms]);
      const found = records.filter((each) => each.to_ms > from_ms && each.from_ms < to_ms);
      return { records: found, reached_ms: to_ms };
    });
    const bytes = vi.fn(async (_address: string) => new ArrayBuffer(8));
    const loader = new Loader(
      { now: () => now_ms, index, load: bytes },
      { media: (each) => fetched.push(each), end: ended, problem },
    );
    const settle = async (): Promise<void> => {
      for (let i = 0; i < 40; i += 1) await Promise.resolve();
    };
    return { loader, fetched, ended, problem, asked, index, bytes, settle };
  }
  const minute = Array.from({ length: 60 }, (_each, i) => record(i + 1, 100_000 + i * 1000));

  test('fetches little first, then more, in order and without a break', async () => {
    const { loader, fetched, settle } = load(minute);
    loader.startAt(110_500);
    await settle();
    await loader.more();
    const spans = fetched.map(({ run }) => [run.first.number, run.last.number]);
    expect(spans).toEqual([
      [11, 12],
      [13, 20],
    ]);
  });
  test('asks for an init segment once', async () => {
    const { loader, bytes, settle } = load(minute);
    loader.startAt(110_500);
    await settle();
    await loader.more();
    expect(bytes.mock.calls.filter(([address]) => address === '/init')).toHaveLength(1);
  });
  test('crosses a gap of hours in growing strides', async () => {
    const { loader, fetched, asked, settle } = load([record(1, 40_000_000)], 90_000_000);
    loader.startAt(100_000);
    await settle();
    expect(fetched.map(({ run }) => run.first.from_ms)).toEqual([40_000_000]);
    expect(asked.length).toBeLessThan(9);
  });
  test('says when nothing more is recorded, and asks again only after a while', async () => {
    const { loader, ended, index, settle } = load(minute.slice(0, 2), 103_000);
    loader.startAt(100_000);
    await settle();
    for (let i = 0; i < 5; i += 1) await loader.more();
    expect(ended).toHaveBeenCalled();
    expect(index.mock.calls.length).toBeLessThan(4);
  });
  test('hands a failure on and does not go on by itself', async () => {
    const { loader, bytes, problem, settle } = load(minute);
    const failure = new Error('keys_locked');
    bytes.mockRejectedValue(failure);
    loader.startAt(100_000);
    await settle();
    await loader.more();
    expect(problem.mock.calls).toEqual([[failure]]);
  });
  test('that is sent elsewhere drops what it was fetching', async () => {
    const { loader, fetched, settle } = load(minute);
    loader.startAt(100_000);
    loader.startAt(150_000);
    await settle();
    expect(fetched.map(({ run }) => run.first.number)).toEqual([51]);
  });
});

describe('the position in what is buffered', () => {
  const ranges = [
    { from_s: 10, to_s: 20 },
    { from_s: 50, to_s: 60 },
  ];
  test('counts what lies ahead without the gap', () => {
    expect(ahead_s(ranges, 15)).toBe(15);
    expect(ahead_s(ranges, 70)).toBe(0);
  });
  test('is held or not', () => {
    expect([holds(ranges, 10), holds(ranges, 20), holds(ranges, 30)]).toEqual([true, false, false]);
  });
  test('goes on behind a gap once it has run into it', () => {
    expect(beyondGap(ranges, 15)).toBeUndefined();
    expect(beyondGap(ranges, 19.97)).toBe(50);
    expect(beyondGap(ranges, 30)).toBe(50);
    expect(beyondGap(ranges, 61)).toBeUndefined();
  });
});

test('a step goes to the next picture, or the one before, and nowhere without one', () => {
  const frames = new FrameTimes();
  frames.add([0.1, 0, 0.2]);
  frames.add([0.2, 0.3]);
  expect(frames.step(0.101, 1)).toBe(0.2);
  expect(frames.step(0.15, -1)).toBe(0);
  expect(frames.step(0.3, 1)).toBeUndefined();
  frames.dropBefore(0.2);
  expect(frames.step(0.2, -1)).toBeUndefined();
});

describe('thumbnails', () => {
  test('that fall on the same pixels are one', () => {
    expect(Thumbnails.nearest(61_999, 3_600_000)).toBe(Thumbnails.nearest(60_001, 3_600_000));
    expect(Thumbnails.nearest(2999, 60_000)).toBe(2000);
  });
  test('are fetched once, and only the last one asked for', async () => {
    const signals: AbortSignal[] = [];
    const load = vi.fn(async (_at: number, signal: AbortSignal) => {
      signals.push(signal);
      return new ArrayBuffer(1);
    });
    const [addressOf, revoke] = [vi.fn(() => `blob:${load.mock.calls.length}`), vi.fn()];
    const thumbnails = new Thumbnails({ load, addressOf, revoke });
    const first = thumbnails.fetch(1000);
    const second = thumbnails.fetch(2000);
    expect(await first).toBeUndefined();
    expect(await second).toBe('blob:2');
    expect(await thumbnails.fetch(2000)).toBe('blob:2');
    expect(load).toHaveBeenCalledTimes(2);
    expect(signals[0]?.aborted).toBe(true);
    thumbnails.clear();
    expect(revoke).toHaveBeenCalledWith('blob:2');
  });
});
