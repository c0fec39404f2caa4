// What a person with nothing but a keyboard can do.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open, startBrowser, type OpenPage } from './browser';
import { TestServer } from './server';

let browser: Browser;
let server: TestServer;
let opened: OpenPage;
let page: Page;
beforeAll(async () => {
  server = await TestServer.start('gallery');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(async () => {
  opened = await open(browser, server.url, { theme: 'dark', language: 'en', width: 1600 });
  page = opened.page;
});
afterEach(() => opened.leave());

const focused = (): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement;
    return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
  });

test('the first stop skips to the content, and is seen only then', async () => {
  const skip = page.locator('a.skip');
  expect((await skip.boundingBox())?.x).toBeLessThan(0);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to content');
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  expect(new URL(page.url()).hash).toBe('');
});

test('every stop is in sight and shows its focus', async () => {
  const stops = new Set<string>();
  for (let i = 0; i < 120; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const active = document.activeElement;
      if (!active || active === document.body) return undefined;
      const ring = (element: Element): boolean => {
        const style = getComputedStyle(element);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return outlined || style.boxShadow !== 'none';
      };
      const { width, height } = active.getBoundingClientRect();
      const shown = [active, active.closest('article'), active.closest('.filter')].some(
        (element) => element !== null && ring(element),
      );
      return { html: active.outerHTML.slice(0, 160), shown, seen: width > 0 && height > 0 };
    });
    if (!stop) break;
    expect(stop).toEqual({ html: stop.html, shown: true, seen: true });
    stops.add(stop.html);
  }
  expect(stops.size).toBeGreaterThan(50);
});

test('theme and language are switched and kept', async () => {
  await page.getByRole('button', { name: 'Switch to light' }).press('Enter');
  await page.getByRole('button', { name: '日本語' }).press('Enter');
  const look = (): Promise<unknown> =>
    page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      document.documentElement.lang,
      document.querySelector('h1')?.textContent,
    ]);
  const chosen = ['rgb(221, 220, 214)', 'ja', '部品一覧'];
  expect(await look()).toEqual(chosen);
  await page.reload();
  await page.locator('main h1').waitFor();
  expect(await look()).toEqual(chosen);
});

test('a dialog starts on the safe choice, wants the name, and gives the focus back', async () => {
  const opener = page.getByRole('button', { name: 'Erase a day' });
  await opener.press('Enter');
  expect(await focused()).toBe('Cancel');
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await focused()).toBe('Erase a day');

  await opener.press('Enter');
  const act = page.getByRole('button', { name: 'Erase the day' });
  await page.getByLabel('Type loading-bay-1 to go on').press('Enter');
  await act.press('Enter');
  expect(await page.locator('dialog[open]').count()).toBe(1);
  await page.getByLabel('Type loading-bay-1 to go on').pressSequentially('loading-bay-1');
  await act.press('Enter');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await page.locator('#confirming').textContent()).toContain('Chosen: Erase the day');
});

test('a tile is selected by its name, and its own buttons stay reachable', async () => {
  await page.getByRole('button', { name: 'Lobby', exact: true }).press('Enter');
  expect(await page.locator('article.selected').getAttribute('aria-label')).toBe('Lobby');
  await page.locator('article[aria-label="Rear gate"]').click({ position: { x: 120, y: 60 } });
  expect(await page.locator('article.selected').getAttribute('aria-label')).toBe('Rear gate');
  await page
    .getByRole('button', { name: /^Acknowledge/ })
    .first()
    .click();
  expect(await page.locator('main').textContent()).toContain('Pressed: Acknowledge');
});

test('a table is sorted by its heads', async () => {
  const head = page.getByRole('columnheader', { name: 'Recorded s' });
  const first = page.locator('#tables tbody th').first();
  await head.getByRole('button').press('Enter');
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  expect(await first.textContent()).toContain('Weighbridge');
  await head.getByRole('button').press('Enter');
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  expect(await first.textContent()).toContain('Lobby');
});
