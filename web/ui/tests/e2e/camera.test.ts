// The camera's page, as built: what a person does there, and how it looks in both themes, both languages,
// wide and on a phone.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../lint/sources';
import { axeFindings, open, startBrowser, type Look, type OpenPage } from './browser';
import { json, problem } from './fake/answers';
import { account, claimCode, FakeCamera } from './fake/camera';

const screenshots = resolve(
  process.env['SCREENSHOT_DIR'] ?? join(packageRoot, '../../build/screenshots'),
);
const looks: Look[] = [
  { theme: 'dark', language: 'en', width: 1280 },
  { theme: 'light', language: 'ja', width: 1280 },
  { theme: 'light', language: 'en', width: 390, height: 844, touch: true },
  { theme: 'dark', language: 'ja', width: 390, height: 844, touch: true },
];

let browser: Browser;
let site: FakeCamera;
let opened: OpenPage;
let page: Page;
beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await FakeCamera.start();
});
afterEach(async () => {
  await opened.leave();
  await site.stop();
});
async function visit(look: Look, address = ''): Promise<void> {
  opened = await open(browser, `${site.url}${address}`, look);
  page = opened.page;
}
const press = (name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

describe.each(looks)('$theme, $language, $width wide', (look) => {
  async function judged(name: string): Promise<void> {
    // Nobody being signed in, or having typed the right thing, is found out by being refused.
    const refused = /^Failed to load resource: the server responded with a status of (401|403|429)/;
    expect((await opened.troubles()).filter((text) => !refused.test(text))).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    const file = `camera-${name}-${look.theme}-${look.language}-${look.width}.png`;
    await page.screenshot({ path: join(screenshots, file), fullPage: true });
  }

  test('claiming', async () => {
    site.claimed = false;
    await visit(look);
    await page.locator('form').waitFor();
    await judged('claim');
    await page.locator('input').fill('AAAA-BBBB-CCCC');
    await page.keyboard.press('Enter');
    await page.locator('input').nth(1).waitFor();
    await page.locator('main .primary').click();
    await page.locator('[aria-invalid]').nth(1).waitFor();
    await judged('account-wrong');
    await page.locator('input').nth(0).fill(account.name);
    await page.locator('input').nth(1).fill(account.password);
    await page.locator('main .primary').click();
    await page.locator('input.code[aria-invalid]').waitFor();
    await judged('claim-wrong');
  });

  test('signing in, and waiting for the next try', async () => {
    await visit(look);
    await page.locator('form').waitFor();
    await judged('sign-in');
    site.refusals.set('/api/v1/session', problem(429, 'too_many_attempts', {}, 60));
    await page.locator('input').nth(0).fill(account.name);
    await page.locator('input').nth(1).fill('wrong');
    await page.keyboard.press('Enter');
    await page.locator('[aria-disabled]').waitFor();
    await judged('sign-in-wait');
  });

  test('what the camera is', async () => {
    site.signedIn = true;
    await visit(look);
    await page.locator('[data-fingerprint]').waitFor();
    await page.locator('section.up').waitFor();
    await judged('device');
  });
});

const wide: Look = { theme: 'dark', language: 'en', width: 1280 };

test('a camera that nobody has claimed is claimed, left and come back to', async () => {
  site.claimed = false;
  await visit(wide);
  await page.getByRole('textbox', { name: 'Claim code' }).fill(claimCode.toLowerCase());
  await press('Continue');
  await page.keyboard.type(account.name);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await press('Create the account');
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
  expect(await page.content()).not.toContain(account.password);
  await press('Sign out');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(site.signedIn).toBe(false);
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await press('Sign in');
  await page.getByText('Name or password is wrong.').waitFor();
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
});

test('what a recorder asks for is copied', async () => {
  site.signedIn = true;
  await visit(wide);
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await press('Copy the address of the main stream');
  await page.getByText('Copied').first().waitFor();
  expect(await copied()).toBe('rtsps://camera-07.harbour.example:322/main');
  await press('Copy the fingerprint');
  await expect.poll(copied).toBe(site.device.fingerprint);
});

test('a session that ends is noticed when somebody looks, and signing in goes on there', async () => {
  site.signedIn = true;
  await visit(wide);
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
  site.signedIn = false;
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.getByText('The session has ended.').waitFor();
});

test('a camera that falls silent is said to be silent, and is gone on with once it is back', async () => {
  site.signedIn = true;
  await visit(wide);
  await page.getByRole('heading', { name: 'The camera answers.' }).waitFor();
  site.health = undefined;
  await page.getByRole('heading', { name: 'The camera has not answered for 0:' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: join(screenshots, 'camera-silent-dark-en-1280.png') });
  site.health = json({ status: 'up' });
  await page.getByRole('heading', { name: 'The camera answers.' }).waitFor();
});

test('a camera that is only starting is said not to be up, and asked on by itself', async () => {
  site.health = problem(503, 'starting');
  site.refusals.set('/api/v1/setup', problem(503, 'starting'));
  await visit({ theme: 'light', language: 'en', width: 1280 });
  await page.getByRole('heading', { name: 'The camera answers that it is not up.' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: join(screenshots, 'camera-starting-light-en-1280.png') });
  site.refusals.clear();
  site.health = json({ status: 'up' });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('an address that does not exist is said not to, and leads back', async () => {
  site.signedIn = true;
  await visit({ theme: 'light', language: 'ja', width: 1280 }, '#/nowhere');
  await page.getByRole('heading', { name: '該当するページなし' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'カメラの画面を開く' }).click();
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
});
