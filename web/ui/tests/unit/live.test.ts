// @vitest-environment node
// Live pictures: near the newest, and plainly lost when they are lost.
import { describe, expect, test, vi } from 'vitest';
import { waitBefore } from '../../src/recorder/backoff';
import { droppable, move, type Playing } from '../../src/recorder/live/edge';
import { LiveFeed, type FeedState, type Socket } from '../../src/recorder/live/feed';
import { HandClock } from './hand-clock';

describe('a live picture', () => {
  const playing: Playing = {
    position_s: 9.9,
    from_s: 0,
    to_s: 10,
    frame_s: 0.04,
    sinceJump_ms: Infinity,
    jumps: 0,
  };
  test('near the newest is left alone', () => {
    expect(move(playing)).toEqual({ rate: 1 });
  });
  test('a little behind hurries', () => {
    const { jumpTo_s, rate } = move({ ...playing, position_s: 9.75 });
    expect(jumpTo_s).toBeUndefined();
    expect(rate).toBeGreaterThan(1);
  });
  test('more than 250 ms behind jumps to the newest', () => {
    expect(move({ ...playing, position_s: 9.6 })).toEqual({ jumpTo_s: 9.94, rate: 1 });
  });
  test('that has just jumped does not jump again, and waits longer each time', () => {
    const late = { ...playing, position_s: 9 };
    expect(move({ ...late, sinceJump_ms: 900, jumps: 1 }).jumpTo_s).toBeUndefined();
    expect(move({ ...late, sinceJump_ms: 1100, jumps: 1 }).jumpTo_s).toBeDefined();
    expect(move({ ...late, sinceJump_ms: 1100, jumps: 3 }).jumpTo_s).toBeUndefined();
  });
  test('of a slow stream is not late for waiting for its next picture', () => {
    expect(move({ ...playing, position_s: 9.5, frame_s: 0.5 }).jumpTo_s).toBeUndefined();
  });
  test('outside of what there is goes to it', () => {
    expect(move({ ...playing, position_s: 0, from_s: 5, to_s: 5.04 }).jumpTo_s).toBe(5);
    expect(move({ ...playing, position_s: 50 }).jumpTo_s).toBe(9.94);
  });
  test('drops what is long behind', () => {
    expect(droppable(5, 0)).toBeUndefined();
    expect(droppable(10, 0)).toBe(7);
  });
});

test('waiting grows to a limit, and is never the same for all', () => {
  const times = { first_ms: 500, longest_ms: 4000 };
  expect([0, 1, 2, 3, 9].map((attempt) => waitBefore(attempt, times, () => 1))).toEqual([
    500, 1000, 2000, 4000, 4000,
  ]);
  expect(waitBefore(2, times, () => 0)).toBe(1000);
});

class PaperSocket implements Socket {
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  send(): void {
    this.onmessage?.({ data: new ArrayBuffer(1000) });
  }
}

const format = { type: 'format', mime: 'video/mp4; codecs="avc1.4d400d"', width: 640, height: 360 };

function startFeed(canPlay = true) {
  const clock = new HandClock(100_000);
  const sockets: PaperSocket[] = [];
  const states: FeedState[] = [];
  const sink = { begin: vi.fn(() => canPlay), append: vi.fn() };
  const onrefused = vi.fn();
  const feed = new LiveFeed({
    clock,
    sink,
    onrefused,
    random: () => 1,
    onstate: (state) => states.push(state),
    connect: () => {
      const socket = new PaperSocket();
      sockets.push(socket);
      return socket;
    },
  });
  feed.start();
  const last = (): FeedState | undefined => states.at(-1);
  const run = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 250) clock.advance(250);
  };
  const playing = (): PaperSocket => {
    const socket = sockets.at(-1)!;
    socket.onopen?.();
    socket.say(format);
    socket.send();
    return socket;
  };
  return { clock, sockets, states, sink, onrefused, feed, last, run, playing };
}

describe('a live feed', () => {
  test('plays from the first picture on and measures itself', () => {
    const { last, playing, run, sink, feed } = startFeed();
    const socket = playing();
    expect(last()).toMatchObject({ kind: 'playing', format: { width: 640 } });
    for (let i = 0; i < 4; i += 1) {
      socket.send();
      run(250);
    }
    expect(sink.append).toHaveBeenCalledTimes(5);
    expect(feed.rate).toEqual({ pictures: 5, bits: 40_000 });
  });
  test('that falls silent says so within two seconds, and since when', () => {
    const { clock, last, playing, run } = startFeed();
    playing();
    const heard_ms = clock.now();
    run(2000);
    expect(last()).toEqual({ kind: 'lost', reason: 'silent', since_ms: heard_ms });
  });
  test('plays on when pictures come again', () => {
    const { last, playing, run } = startFeed();
    const socket = playing();
    run(2000);
    socket.send();
    expect(last()?.kind).toBe('playing');
  });
  test('that stays silent is asked for anew', () => {
    const { sockets, playing, run, last } = startFeed();
    const socket = playing();
    run(7000);
    expect(socket.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    expect(last()).toMatchObject({ kind: 'lost', reason: 'silent' });
  });
  test('passes on what the recorder says of a loss, and waits for it', () => {
    const { last, playing, run, sockets } = startFeed();
    const socket = playing();
    socket.say({ type: 'lost', reason: 'unreachable', since: '2026-11-20T20:47:16.000Z' });
    const since_ms = Date.UTC(2026, 10, 20, 20, 47, 16);
    expect(last()).toEqual({ kind: 'lost', reason: 'unreachable', since_ms });
    run(20_000);
    expect(sockets).toHaveLength(1);
    playing();
    expect(last()?.kind).toBe('playing');
  });
  test('whose connection breaks says when it is tried again, and tries', () => {
    const { clock, last, playing, run, sockets, onrefused } = startFeed();
    playing().onclose?.();
    const state = last();
    expect(state).toMatchObject({ kind: 'lost', reason: 'disconnected' });
    expect(state?.kind === 'lost' && state.next_ms).toBe(clock.now() + 500);
    expect(onrefused).not.toHaveBeenCalled();
    run(500);
    expect(sockets).toHaveLength(2);
  });
  test('that is refused asks whether the session has ended, and keeps since when it is lost', () => {
    const { last, run, sockets, onrefused } = startFeed();
    sockets[0]?.onclose?.();
    expect(onrefused).toHaveBeenCalledOnce();
    const first = last();
    run(500);
    sockets[1]?.onclose?.();
    expect(last()).toMatchObject({ since_ms: first?.kind === 'lost' ? first.since_ms : 0 });
  });
  test('that this browser cannot play is closed, and tried no more', () => {
    const { last, run, sockets } = startFeed(false);
    sockets[0]?.say(format);
    expect(last()).toEqual({ kind: 'unplayable', mime: format.mime });
    expect(sockets[0]?.closed).toBe(true);
    run(10_000);
    expect(sockets).toHaveLength(1);
  });
  test('is not misled by nonsense', () => {
    const { states, sockets } = startFeed();
    sockets[0]?.onmessage?.({ data: 'nonsense' });
    sockets[0]?.onmessage?.({ data: '[1]' });
    sockets[0]?.send();
    expect(states).toEqual([]);
  });
  test('that is stopped hears and does nothing more', () => {
    const { sockets, feed, run, states, clock } = startFeed();
    feed.stop();
    expect([sockets[0]?.closed, sockets[0]?.onclose, clock.running]).toEqual([true, null, 0]);
    run(5000);
    expect(states).toEqual([]);
  });
});
