// A recorder made of paper that has keys, opened at the page about them.
import { flushSync } from 'svelte';
import { expect } from 'vitest';
import Recorder from '../../src/recorder/Recorder.svelte';
import { makeStation } from '../../src/recorder/state/station';
import { FakeKeys, type KeysHost } from '../e2e/fake/keys';
import { jsonOf, problemOf, session } from './device-answers';
import { click, find, HandClock, show, soon, textOf, type } from './page';
import { camera } from './recorder-samples';

export const bay = camera();
const noon = new Date().setUTCHours(12, 0, 0, 0);
export const yesterday = new Date(noon - 86_400_000).toISOString().slice(0, 10);

export function openKeys(change: (keys: FakeKeys) => void = () => {}, signedIn = session) {
  const host: KeysHost = {
    keeper: { answers: true, state: 'unlocked', recovery_proven: true },
    cameras: [bay],
  };
  const keys = new FakeKeys(host);
  change(keys);
  const bodies: [string, Record<string, unknown>][] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname;
    const text = await request.text();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    if (path === '/api/v1/setup') return jsonOf({ step: 'done' });
    if (path === '/api/v1/session') return jsonOf(signedIn);
    if (path === '/api/v1/cameras') return jsonOf({ cameras: [bay] });
    if (path.endsWith('/timeline')) {
      const [from, to] = [`${yesterday}T00:00:00Z`, `${yesterday}T06:00:00Z`];
      return jsonOf({ from, to, spans: [{ from, to, state: 'recorded' }], first: from });
    }
    const name = `${request.method} ${path.replace(/\/[0-9a-f]{32}$/, '/*')}`;
    bodies.push([name, body]);
    const answer = keys.answer(name, /[0-9a-f]{32}$/.exec(path)?.[0] ?? '', body);
    if (!answer) return problemOf(404, 'not_found');
    return new Response(answer.status === 204 ? null : String(answer.value), {
      status: answer.status,
      headers: { 'Content-Type': answer.type, ...answer.more },
    });
  };
  const clock = new HandClock(noon);
  const silent = { binaryType: '', onopen: null, onmessage: null, onclose: null, close: () => {} };
  const page = show(Recorder, {
    station: makeStation({ clock, connect: () => silent, fetch }),
  });
  const saying = (words: string): Promise<void> =>
    soon(() => {
      flushSync();
      expect(textOf(page)).toContain(words);
    });
  const part = (name: string): HTMLElement => find(page, `[data-${name}]`);
  const pressIn = (name: string, label: string): void => {
    const found = [...part(name).querySelectorAll('button')].find((each) => textOf(each) === label);
    if (!found) throw new Error(`No button says ${label}`);
    click(found);
  };
  const confirm = (...phrases: string[]): void => {
    const dialog = find<HTMLDialogElement>(page, 'dialog[open]');
    const inputs = [...dialog.querySelectorAll('input')];
    phrases.forEach((phrase, at) => type(inputs[at]!, phrase));
    find(dialog, 'form').dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    flushSync();
  };
  return { page, saying, bodies, clock, keys, host, part, pressIn, confirm };
}
