// The gallery in every look: nothing against the policy, nothing on the console, nothing axe objects to.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../lint/sources';
import { axeFindings, open, startBrowser, type Look } from './browser';
import { TestServer } from './server';

const screenshots = resolve(
  process.env['SCREENSHOT_DIR'] ?? join(packageRoot, '../../build/screenshots'),
);
const looks: Look[] = (['dark', 'light'] as const).flatMap((theme) =>
  (['en', 'ja'] as const).flatMap((language) => [
    { theme, language, width: 1600 },
    { theme, language, width: 390, touch: true },
    { theme, language, width: 2560 },
  ]),
);

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  server = await TestServer.start('gallery');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe.each(looks)('$theme, $language, $width wide', (look) => {
  test('keeps the policy, satisfies axe, fits, and has its picture taken', async () => {
    const { page, troubles, leave } = await open(browser, server.url, look);
    await page.locator('canvas[data-drawn]').nth(7).waitFor();
    expect(await troubles()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.language);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    // As tall as the page, so that bars that stick to an edge are at that edge.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: look.width, height });
    const name = `gallery-${look.theme}-${look.language}-${look.width}.png`;
    await page.screenshot({ path: join(screenshots, name) });

    // An act that cannot be undone is asked about.
    await page.locator('#confirming button', { hasText: /Erase a day|1日分を消去/ }).click();
    await page.locator('dialog[open]').waitFor();
    expect(await axeFindings(page, 'dialog[open]')).toEqual([]);
    expect(await troubles()).toEqual([]);
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.screenshot({ path: join(screenshots, name.replace('gallery', 'dialog')) });
    await leave();
  });
});

test('colours given by a token reach the page although styles may not be inline', async () => {
  const look: Look = { theme: 'dark', language: 'en', width: 1600 };
  const { page, leave } = await open(browser, server.url, look);
  const colour = await page
    .locator('[data-swatch=selected]')
    .evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
  expect(colour).toBe('rgb(46, 45, 39)');
  await leave();
});

test('someone who asked for less motion sees none', async () => {
  const look: Look = { theme: 'dark', language: 'en', width: 1600, reducedMotion: 'reduce' };
  const { page, leave } = await open(browser, server.url, look);
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .map((element) => getComputedStyle(element).transitionDuration)
      .filter((duration) => duration !== '0s'),
  );
  expect(moving).toEqual([]);
  await leave();
});
