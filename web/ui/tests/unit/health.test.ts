// @vitest-environment node
import { describe, expect, test, vi } from 'vitest';
import { askCamera, askRecorder, type AskHealth } from '../../src/api/health';
import { HealthWatch } from '../../src/api/health-watch.svelte';
import { HandClock } from './page';

const never = new AbortController().signal;
const answering = (body: unknown, status = 200, type = 'application/json') => ({
  origin: 'https://recorder.test',
  fetch: vi.fn(async (_request: Request) => {
    const headers = { 'Content-Type': type };
    return new Response(JSON.stringify(body), { status, headers });
  }),
});

describe.each([
  ['recorder', askRecorder],
  ['camera', askCamera],
])('asking the %s', (_device, ask) => {
  test('goes to /healthz of the page’s own origin', async () => {
    const options = answering({ status: 'up' });
    expect(await ask(options)(never)).toEqual({ up: true });
    expect(options.fetch.mock.calls[0]?.[0].url).toBe('https://recorder.test/healthz');
  });
  test('reports the code of a problem', async () => {
    const body = { type: 'about:blank', title: 'Starting', status: 503, code: 'starting' };
    const options = answering(body, 503, 'application/problem+json');
    expect(await ask(options)(never)).toEqual({ up: false, code: 'starting' });
  });
  test('takes no other word for up', async () => {
    expect(await ask(answering({ status: 'down' }))(never)).toEqual({ up: false });
    expect(await ask(answering('up'))(never)).toEqual({ up: false });
  });
  test('rejects what is not JSON', async () => {
    const fetch = async (): Promise<Response> => new Response('<html>', { status: 200 });
    await expect(ask({ origin: 'https://recorder.test', fetch })(never)).rejects.toThrow(
      SyntaxError,
    );
  });
});

describe('the watch', () => {
  const up: AskHealth = async () => ({ up: true });
  const down: AskHealth = async () => Promise.reject(new TypeError('refused'));

  test('begins by asking', async () => {
    const watch = new HealthWatch({ ask: up, clock: new HandClock(1000) });
    expect(watch.state).toEqual({ kind: 'asking' });
    await watch.askOnce();
    expect(watch.state).toEqual({ kind: 'up', at_ms: 1000, took_ms: 0 });
  });
  test('remembers since when there was no answer, and asks again', async () => {
    const clock = new HandClock(1000);
    let ask = up;
    const watch = new HealthWatch({ ask: (signal) => ask(signal), clock, period_ms: 5000 });
    await watch.askOnce();
    ask = down;
    clock.advance(5000);
    await watch.askOnce();
    clock.advance(5000);
    await watch.askOnce();
    expect(watch.state).toEqual({
      kind: 'unreachable',
      since_ms: 1000,
      answeredBefore: true,
      next_ms: 16_000,
    });
    ask = up;
    await watch.askOnce();
    expect(watch.state.kind).toBe('up');
  });
  test('that never had an answer counts from its beginning', async () => {
    const watch = new HealthWatch({ ask: down, clock: new HandClock(7) });
    await watch.askOnce();
    expect(watch.state).toMatchObject({ since_ms: 7, answeredBefore: false });
  });
  test('tells an answer that it is not up from no answer', async () => {
    const ask: AskHealth = async () => ({ up: false, code: 'starting' });
    const watch = new HealthWatch({ ask, clock: new HandClock(9) });
    await watch.askOnce();
    expect(watch.state).toEqual({ kind: 'notUp', at_ms: 9, code: 'starting' });
  });
  test('gives up a question after its patience', async () => {
    const ask: AskHealth = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const watch = new HealthWatch({ ask, clock: new HandClock(0), patience_ms: 5 });
    await watch.askOnce();
    expect(watch.state.kind).toBe('unreachable');
  });
  test('lets an old question say nothing once a new one is asked', async () => {
    const answers: ((answer: { up: boolean }) => void)[] = [];
    const ask: AskHealth = () => new Promise((resolve) => answers.push(resolve));
    const watch = new HealthWatch({ ask, clock: new HandClock(0) });
    const [first, second] = [watch.askOnce(), watch.askOnce()];
    answers[1]?.({ up: true });
    await second;
    answers[0]?.({ up: false });
    await first;
    expect(watch.state.kind).toBe('up');
  });
  test('asks every period until it is stopped', () => {
    const [clock, ask] = [new HandClock(0), vi.fn(up)];
    const stop = new HealthWatch({ ask, clock }).start();
    clock.advance(5000);
    clock.advance(5000);
    expect(ask).toHaveBeenCalledTimes(3);
    stop();
    expect(clock.running).toBe(0);
  });
});
