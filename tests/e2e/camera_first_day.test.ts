// A person's first minutes with a real camera: claimed with the code of its console, left, come back to, and
// its account is good for its streams. One story, told in order.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { open } from '../../web/ui/tests/e2e/browser';
import { LoneCamera } from './lone_camera';
import { Overheard } from './overheard';
import { administrator as account, browserTrusting, keepPicture, press } from './person';
import { described } from './rtsp';

let camera: LoneCamera;
let browser: Browser;
let page: Page;
let overheard: Overheard;
let good = true;
beforeAll(async () => {
  camera = await LoneCamera.start();
  browser = await browserTrusting(camera.certificate);
  const look = { theme: 'dark', language: 'en', width: 1280 } as const;
  ({ page } = await open(browser, camera.url, look));
  overheard = new Overheard(page, 'camera.openapi.json');
});
afterAll(async () => {
  await browser?.close();
  await camera?.stop(good && page !== undefined);
});
beforeEach(() => {
  onTestFailed(async () => {
    good = false;
    await keepPicture(page, 'camera-failure');
  });
});

const password = () => page.getByLabel('Password', { exact: true });

test('the claim code of the console makes the account, and a wrong one does not', async () => {
  await page.getByRole('textbox', { name: 'Claim code' }).fill('AAAA-BBBB-CCCC');
  await press(page, 'Continue');
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await password().fill(account.password);
  await press(page, 'Create the account');
  await page.getByText('This is not the claim code.').waitFor();
  await page.getByRole('textbox', { name: 'Claim code' }).fill(camera.claimCode.toLowerCase());
  await press(page, 'Continue');
  await password().fill(account.password);
  await press(page, 'Create the account');
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
});

test('the page shows the fingerprint of the certificate that the camera has', async () => {
  expect(await page.locator('[data-fingerprint]').textContent()).toBe(camera.fingerprint);
  await page.getByText('H.264 · 1920 × 1080 · 25 fps · with sound').waitFor();
  await keepPicture(page, 'camera-device');
});

test('its account opens the streams at the address the page gives, a wrong password does not', async () => {
  const url = (await page.locator('code', { hasText: /^rtsps:.*main$/ }).textContent()) ?? '';
  expect(await described(url, camera.fingerprint, account)).toBe(200);
  const wrong = { ...account, password: 'seven copper kettles' };
  expect(await described(url, camera.fingerprint, wrong)).toBe(401);
});

test('signed out, a wrong password is refused and the right one let in', async () => {
  await press(page, 'Sign out');
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await password().fill('seven copper kettles');
  await press(page, 'Sign in');
  await page.getByText('Name or password is wrong.').waitFor();
  await password().fill(account.password);
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'Rear gate' }).waitFor();
});

test('all that page and camera said is what the API is described to be', async () => {
  expect(overheard.count).toBeGreaterThan(5);
  expect(await overheard.findings()).toEqual([]);
});
