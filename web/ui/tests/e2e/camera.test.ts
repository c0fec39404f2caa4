// The camera's pages, as built, against a camera that answers, does not, or is not up.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../lint/sources';
import { axeFindings, open, startBrowser, type Look } from './browser';
import { TestServer } from './server';

const look: Look = { theme: 'dark', language: 'en', width: 1280 };
const screenshots = resolve(
  process.env['SCREENSHOT_DIR'] ?? join(packageRoot, '../../build/screenshots'),
);
let browser: Browser;
beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each(['camera'] as const)('the %s', (app) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.start(app);
  });
  afterEach(() => server.stop());

  test('that answers is said to answer', async () => {
    const { page, context, troubles } = await open(browser, server.url, look);
    await page.getByRole('heading', { name: `The ${app} answers.` }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await troubles()).toEqual([]);
    await page.screenshot({ path: join(screenshots, `${app}-up.png`) });
    await context.close();
  });

  test('that falls silent is said to be silent, since when, and until when', async () => {
    const { page, context } = await open(browser, server.url, look);
    await page.getByRole('heading', { name: `The ${app} answers.` }).waitFor();
    server.health = undefined;
    await page.getByRole('heading', { name: `The ${app} has not answered for 0:` }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: join(screenshots, `${app}-silent.png`) });
    server.health = { status: 200, body: { status: 'up' } };
    await page.getByRole('heading', { name: `The ${app} answers.` }).waitFor();
    await context.close();
  });

  test('that is not up is said not to be, with the code it gave', async () => {
    const body = { type: 'about:blank', title: 'Starting', status: 503, code: 'starting' };
    server.health = { status: 503, body };
    const { page, context } = await open(browser, server.url, look);
    await page.getByRole('heading', { name: `The ${app} answers that it is not up.` }).waitFor();
    expect(await page.locator('main').textContent()).toContain('starting');
    await context.close();
  });

  test('has an answer for an address that does not exist', async () => {
    const { page, context, troubles } = await open(browser, `${server.url}#/nowhere`, {
      ...look,
      language: 'ja',
      theme: 'light',
    });
    await page.getByRole('heading', { name: '該当するページなし' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: '状態を開く' }).click();
    await page.getByRole('heading', { name: '状態', exact: true }).waitFor();
    expect(await troubles()).toEqual([]);
    await context.close();
  });
});
