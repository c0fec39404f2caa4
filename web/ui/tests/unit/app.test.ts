import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { AskHealth } from '../../src/api/health';
import App from '../../src/app/App.svelte';
import HealthReport from '../../src/app/HealthReport.svelte';
import { i18n } from '../../src/i18n/language.svelte';
import { click, find, HandClock, show, textOf } from './page';

afterEach(async () => {
  i18n.choose('en');
  if (location.hash !== '') await goTo('');
});

const up: AskHealth = async () => ({ up: true });
const silent: AskHealth = async () => Promise.reject(new TypeError('refused'));
const saying = (page: HTMLElement, words: string): Promise<void> =>
  vi.waitFor(() => expect(textOf(find(page, 'main'))).toContain(words));

async function goTo(fragment: string): Promise<void> {
  location.hash = fragment;
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  flushSync();
}

test('the recorder’s page says that the recorder answers', async () => {
  const page = show(App, { device: 'recorder', ask: up });
  await saying(page, 'The recorder answers.');
  expect(document.title).toBe('Status · Custody');
});

test('the camera’s page says since when the camera does not', async () => {
  const page = show(App, { device: 'camera', ask: silent });
  await saying(page, 'The camera has not answered for 0:00.');
  await saying(page, 'Whether it sends pictures cannot be seen from here.');
});

test('navigation shows only what exists, and marks where one is', () => {
  const page = show(App, { device: 'recorder', ask: up });
  const links = [...find(page, 'header nav').querySelectorAll('a')];
  expect(
    links.map((link) => [
      link.getAttribute('href'),
      link.ariaCurrent ?? link.getAttribute('aria-current'),
    ]),
  ).toEqual([['#/status', 'page']]);
});

test('an unknown address says so and leads back', async () => {
  const page = show(App, { device: 'recorder', ask: up });
  await goTo('#/nowhere');
  expect(textOf(find(page, 'h1'))).toBe('Nothing at this address');
  expect(textOf(page)).toContain('/nowhere');
  expect(find(page, 'main a').getAttribute('href')).toBe('#/status');
});

test('the other language is offered in its own words and changes the page at once', () => {
  const page = show(App, { device: 'recorder', ask: up });
  const button = find(page, 'header button[lang=ja]');
  expect(textOf(button)).toBe('日本語');
  click(button);
  expect(textOf(find(page, 'h1'))).toBe('状態');
  expect(document.title).toBe('状態 · Custody');
  expect(textOf(find(page, 'header button[lang=en]'))).toBe('English');
});

test('the skip link moves the focus and leaves the address alone', () => {
  const page = show(App, { device: 'recorder', ask: up });
  const before = location.hash;
  Element.prototype.scrollIntoView = vi.fn();
  click(find(page, '.skip'));
  expect(document.activeElement).toBe(find(page, 'main'));
  expect(location.hash).toBe(before);
});

test('the report counts on while there is no answer', () => {
  const clock = new HandClock(Date.UTC(2026, 10, 20, 20, 47, 16));
  const state = {
    kind: 'unreachable',
    since_ms: clock.now() - 48_000,
    answeredBefore: true,
    next_ms: clock.now() + 4000,
  } as const;
  const page = show(HealthReport, {
    device: 'recorder',
    state,
    period_ms: 5000,
    zone: 'Etc/GMT-1',
    clock,
  });
  expect(textOf(find(page, 'h2'))).toBe('The recorder has not answered for 0:48.');
  expect(textOf(find(page, 'dl'))).toContain('21:46:28');
  expect(textOf(find(page, 'dl'))).toContain('in 4 s');
  clock.advance(3000);
  expect(textOf(find(page, 'h2'))).toContain('0:51');
  expect(textOf(find(page, 'dl'))).toContain('in 1 s');
  expect(textOf(find(page, '[role=status]'))).toBe('The recorder does not answer.');
});
