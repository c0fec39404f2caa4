// Pages judged in a browser: nothing against the policy, nothing axe objects to, nothing wider than the
// window; and a picture of each taken.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { packageRoot } from '../lint/sources';
import { axeFindings, open, startBrowser, type Look, type OpenPage } from './browser';
import type { FakeRecorder } from './fake/recorder';
import { startSite } from './site';

const screenshots = resolve(
  process.env['SCREENSHOT_DIR'] ?? join(packageRoot, '../../build/screenshots'),
);

export interface Stage {
  /** A new one for each test. */
  readonly site: FakeRecorder;
  readonly look: Look;
  visit(address: string): Promise<Page>;
  /** `refusals`: what the device was asked for and refused, by status, beside that nobody is signed in. */
  judged(name: string, refusals?: readonly number[]): Promise<void>;
}

/** The tests of pages, once in each look. */
export function inLooks(looks: readonly Look[], tests: (stage: Stage) => void): void {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  describe.each(looks)('$theme, $language, $width wide', (look) => {
    let site: FakeRecorder;
    let opened: OpenPage;
    beforeEach(async () => {
      site = await startSite();
    });
    afterEach(async () => {
      await opened.leave();
      await site.stop();
    });

    tests({
      get site() {
        return site;
      },
      look,
      async visit(address) {
        opened = await open(browser, `${site.url}#${address}`, look);
        return opened.page;
      },
      async judged(name, refusals = []) {
        const { page, troubles } = opened;
        // Nobody being signed in is found out by being refused.
        const expected = [401, ...refusals].map(
          (status) => `Failed to load resource: the server responded with a status of ${status} `,
        );
        const surprises = (await troubles()).filter(
          (text) => !expected.some((begin) => text.startsWith(begin)),
        );
        expect(surprises).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
        // As tall as the page, so that nothing lies under the bars that stay at the window's edges.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: look.width, height });
        expect(await axeFindings(page)).toEqual([]);
        const file = `recorder-${name}-${look.theme}-${look.language}-${look.width}.png`;
        await page.screenshot({ path: join(screenshots, file) });
      },
    });
  });
}
