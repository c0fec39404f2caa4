// What a person does in the recorder's pages, by role and name as web/ui/README.md lists them.
import { X509Certificate, createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startBrowser } from '../../web/ui/tests/e2e/browser';
import { repository, type DemoCamera } from './product';

export const administrator = { name: 'm.okafor', password: 'seven copper tunnels' } as const;
export const zone = 'Europe/Berlin';
const screenshots = resolve(process.env['SCREENSHOT_DIR'] ?? join(repository, 'build/screenshots'));

/** A browser that trusts the site's own authority and nobody else it did not know before. */
export function browserTrusting(siteCa: string): Promise<Browser> {
  const key = new X509Certificate(siteCa).publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(key).digest('base64');
  return startBrowser([`--ignore-certificate-errors-spki-list=${pin}`]);
}

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** A picture of the page as it is, below build/screenshots. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `real-${name}.png`) });
}

/** The same on paper, and on a phone. */
export async function keepPictures(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  await page.emulateMedia({ colorScheme: 'light' });
  await keepPicture(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  const desk = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  await keepPicture(page, `${name}-phone`);
  await page.setViewportSize(desk);
}

export async function claim(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Claim code' }).fill(code);
  await keepPicture(page, 'claim');
  await press(page, 'Continue');
  await page.getByLabel('Name', { exact: true }).fill(administrator.name);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await keepPicture(page, 'administrator');
  await press(page, 'Create the administrator');
}

export async function proveRecoveryKey(page: Page): Promise<void> {
  await press(page, 'Show the recovery key');
  const lines = page.locator('[data-recovery-line]');
  await lines.first().waitFor();
  const key = (await lines.allTextContents()).join('\n');
  await keepPicture(page, 'recovery-key');
  await press(page, 'I have it on paper');
  expect(await page.content()).not.toContain(key.split('\n')[0]);
  await page.getByRole('textbox', { name: 'Recovery key' }).fill(key);
  await press(page, 'Prove the key');
}

/** Asks the camera, compares the fingerprint it shows with the one known otherwise, and adds it. */
export async function addCamera(page: Page, camera: DemoCamera): Promise<void> {
  await page.getByLabel('Address of the main stream').fill(camera.main);
  await page.getByLabel('User at the camera').fill(camera.user);
  await page.getByLabel('Password at the camera', { exact: true }).fill(camera.password);
  await press(page, 'Ask the camera');
  await page.getByText('1920 × 1080').waitFor();
  expect(await page.locator('[data-fingerprint]').textContent()).toBe(camera.fingerprint);
  await page.getByLabel('The fingerprint is right; accept this certificate').check();
  await page.getByLabel('Name', { exact: true }).fill(camera.name);
  await page.getByLabel('Address of the sub-stream').fill(camera.sub);
  await keepPicture(page, 'camera-probed');
  await press(page, 'Add the camera');
}

/** Goes to a time on the playback page, to the second, as it is typed. */
export async function goTo(page: Page, at_ms: number): Promise<void> {
  const field = page.getByLabel('Go to');
  await field.waitFor();
  await page.keyboard.press('g');
  await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true);
  const format = { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const typed = new Intl.DateTimeFormat('en-GB', format).format(at_ms);
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
  await expect.poll(async () => Math.abs((await playhead(page)) - at_ms)).toBeLessThan(10_000);
}

export const playhead = async (page: Page): Promise<number> =>
  Date.parse((await page.locator('[data-at]').getAttribute('data-at')) ?? '');
