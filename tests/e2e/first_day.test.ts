// A person's first day with the real product: what is claimed, added, watched, played back and taken
// away is real, and so is what is killed. One story, told in order.
import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { open, type OpenPage } from '../../web/ui/tests/e2e/browser';
import { counted, decode, probed } from './film';
import { Overheard } from './overheard';
import {
  addCamera,
  administrator,
  browserTrusting,
  claim,
  goTo,
  keepPicture,
  keepPictures,
  playhead,
  press,
  proveRecoveryKey,
} from './person';
import { advances, agesOf, shownBy, standing, type Ages } from './picture';
import { Product } from './product';

let product: Product;
let browser: Browser;
let opened: OpenPage;
let page: Page;
let overheard: Overheard;
let downloads: string;
let good = true;
beforeAll(async () => {
  downloads = await mkdtemp(join(tmpdir(), 'custody-e2e-clips-'));
  product = await Product.start();
  browser = await browserTrusting(product.siteCa);
  const look = { theme: 'dark', language: 'en', width: 1600, height: 900 } as const;
  opened = await open(browser, product.url, look);
  page = opened.page;
  overheard = new Overheard(page, 'openapi.json');
});
afterAll(async () => {
  await browser?.close();
  await product?.stop(good && opened !== undefined);
  await rm(downloads, { recursive: true, force: true });
});
beforeEach(() => {
  onTestFailed(async () => {
    good = false;
    await keepPicture(page, 'failure');
  });
});

const live = (camera: string): string => `Live picture of ${camera}`;
const recorded = (camera: string): string => `Recorded picture of ${camera}`;
const say = (what: string, { count, median_ms, least_ms, most_ms }: Ages): void =>
  console.log(`${what}: ${median_ms} ms old (median of ${count}, ${least_ms} to ${most_ms})`);
/** Far above any age, for a picture that does not come at all. */
const hang_ms = 30_000;
/** Recorded since then. */
let recording_ms: number;
/** When the control plane was killed. */
let killed_ms: number;

test('claim code, administrator and recovery key open an unclaimed recorder', async () => {
  await claim(page, product.claimCode);
  await proveRecoveryKey(page);
  await page.getByRole('heading', { name: 'Add the cameras' }).waitFor();
});

test('two cameras are accepted by what they offer and by their fingerprints', async () => {
  const { cameras } = product;
  expect(cameras).toHaveLength(2);
  for (const [i, camera] of cameras.entries()) {
    await addCamera(page, camera);
    await page.getByText(i === 0 ? '1 camera added' : `${i + 1} cameras added`).waitFor();
    expect(await page.content()).not.toContain(camera.password);
  }
  await press(page, 'Finish');
});

test('both are live on the wall: counters advance, and pictures are young', async () => {
  for (const { name } of product.cameras) await advances(page, live(name));
  recording_ms = Date.now();
  for (const { name } of product.cameras) {
    const ages = await agesOf(page, live(name));
    say(`${name} on the wall`, ages);
    expect(ages.count).toBeGreaterThanOrEqual(20);
    expect(ages.median_ms).toBeLessThan(hang_ms);
  }
  await keepPictures(page, 'wall');
  await press(page, 'Enlarge Camera 2');
  await advances(page, live('Camera 2'));
  const ages = await agesOf(page, live('Camera 2'));
  say('Camera 2 enlarged, its main stream', ages);
  expect(ages.median_ms).toBeLessThan(hang_ms);
  await keepPicture(page, 'enlarged');
  await press(page, 'Back to the wall');
  // Who leaves before the pictures are back makes the browser complain of a socket it closed.
  await advances(page, live('Camera 1'));
  await advances(page, live('Camera 2'));
});

test('every other page shows what is so', async () => {
  const pages = { status: '/status', cameras: '/settings/cameras' };
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(`${product.url}#${address}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await keepPictures(page, name);
  }
  await page.getByRole('link', { name: 'Camera 1' }).click();
  await page.getByLabel('Address of the main stream').waitFor();
  await keepPicture(page, 'camera');
  expect(await opened.troubles()).toEqual([]);
});

test('keys and journal are those of the real keeper', async () => {
  await page.goto(`${product.url}#/settings/keys`);
  await page.locator('[data-keys=unlocked]').waitFor();
  await keepPictures(page, 'keys');
  await page.goto(`${product.url}#/settings/journal`);
  await page.locator('main tbody').getByText('device-claimed').first().waitFor();
  await page.getByLabel('Text', { exact: true }).fill('recovery-key-proven');
  await expect.poll(() => page.locator('main tbody tr').count()).toBe(1);
  await keepPictures(page, 'journal');
  const download = page.waitForEvent('download');
  await press(page, 'Save as CSV');
  expect(await readFile(await (await download).path(), 'utf8')).toMatch(
    /^line,time,severity,[^\n]*\r\n\d+,.*recovery-key-proven/,
  );
  expect(await opened.troubles()).toEqual([]);
});

test('a host list is kept with the password over a new connection, and another undone', async () => {
  await page.goto(`${product.url}#/settings/hosts`);
  await press(page, 'Add a rule');
  const rule = page.getByRole('form', { name: 'A new rule' });
  await rule.getByLabel('Address').fill('192.0.2.0/24');
  await rule.locator('.primary').click();
  await page.locator('[data-rule]').waitFor();
  const inForce = page.getByLabel('The list is in force');
  await inForce.check();
  await press(page, 'Apply');
  await press(page, 'Keep the change');
  await keepPictures(page, 'hosts-keeping');
  await page.getByLabel('Your password', { exact: true }).fill(administrator.password);
  await press(page, 'Keep');
  await page.locator('[data-outcome=kept]').waitFor();

  await page.reload();
  await page.getByText('192.0.2.0/24').first().waitFor();
  expect(await inForce.isChecked()).toBe(true);
  await inForce.uncheck();
  await press(page, 'Apply');
  await press(page, 'Undo now');
  await page.locator('[data-outcome=undone]').waitFor();
  await page.reload();
  await page.locator('[data-rule]').waitFor();
  expect(await inForce.isChecked()).toBe(true);
});

test('the wall comes back by itself when the control plane is killed', async () => {
  await page.goto(`${product.url}#/live`);
  const { counter } = await advances(page, live('Camera 1'));
  killed_ms = Date.now();
  process.kill(product.pidOf('custodyd'), 'SIGKILL');
  const tile = page.getByRole('article', { name: 'Camera 1' });
  await tile.getByText('No stream for').waitFor();
  await keepPicture(page, 'wall-without-recorder');
  await expect.poll(() => tile.getByText('No stream for').count()).toBe(0);
  const back = await advances(page, live('Camera 1'));
  expect(back.counter).toBeGreaterThan(counter);
  console.log(`pictures again ${((Date.now() - killed_ms) / 1000).toFixed(1)} s after the kill`);
});

test('a minute ago is played back, and shows what was taken then', async () => {
  await expect.poll(() => Date.now() - recording_ms, { timeout: 120_000 }).toBeGreaterThan(61_000);
  await page.getByRole('link', { name: 'Playback of Camera 1' }).click();
  await goTo(page, Date.now() - 60_000);
  await advances(page, recorded('Camera 1'));
  await press(page, 'Pause');
  const shown = await standing(page, recorded('Camera 1'));
  const off_ms = (await playhead(page)) - shown.taken_ms;
  console.log(`played back: taken ${off_ms} ms before what the playhead says`);
  expect(Math.abs(off_ms)).toBeLessThan(hang_ms);
  await keepPictures(page, 'playback');

  await press(page, 'Frame forward');
  const counter = async (): Promise<number | undefined> =>
    (await shownBy(page, recorded('Camera 1')))?.counter;
  await expect.poll(counter).toBe(shown.counter + 1);
});

/** Waits for the picture that the playhead stands on. */
async function showsPlayhead(label: string): Promise<void> {
  const off_ms = async (): Promise<number> =>
    Math.abs((await playhead(page)) - ((await shownBy(page, label))?.taken_ms ?? 0));
  await expect.poll(off_ms).toBeLessThan(1000);
}

/** Marks a range, asks for it as a file and takes it, as a person does. */
async function downloadClip(from_ms: number, to_ms: number): Promise<string> {
  await goTo(page, from_ms);
  await page.keyboard.press('k');
  await page.keyboard.press('i');
  await showsPlayhead(recorded('Camera 1'));
  await goTo(page, to_ms);
  await page.keyboard.press('o');
  await showsPlayhead(recorded('Camera 1'));
  await press(page, /^Download \d/);
  const link = page.getByRole('region', { name: 'Download a clip' }).getByRole('link');
  await link.waitFor();
  await keepPictures(page, 'clip');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const file = join(downloads, 'clip.mp4');
  await download.saveAs(file);
  return file;
}

test('a clip over that time is downloaded, opens elsewhere, and misses no picture', async () => {
  const file = await downloadClip(killed_ms - 10_000, killed_ms + 20_000);
  decode(file);
  const film = probed(file);
  expect(film).toMatchObject({ codec: 'h264', width: 1920, height: 1080 });
  expect(film.duration_s).toBeGreaterThanOrEqual(30);
  const count = counted(file);
  console.log(
    `${film.duration_s.toFixed(1)} s, ${Math.round(statSync(file).size / 1e6)} MB, ` +
      `${count.pictures} pictures, ${count.first} to ${count.last}`,
  );
  expect(count).toMatchObject({ contiguous: true, marked: count.pictures, breaks: [] });
  expect(count.last - count.first + 1).toBe(count.pictures);
});

test('all that page and recorder said is what the API is described to be', async () => {
  expect(overheard.count).toBeGreaterThan(5);
  expect(await overheard.findings()).toEqual([]);
});
