// Every page of the recorder in both themes and both languages: nothing against the policy, nothing axe
// objects to, nothing wider than the window, and its picture taken.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../lint/sources';
import { axeFindings, open, startBrowser, type Look, type OpenPage } from './browser';
import { fingerprint, type FakeRecorder } from './fake/recorder';
import { plays, startSite } from './site';

const screenshots = resolve(
  process.env['SCREENSHOT_DIR'] ?? join(packageRoot, '../../build/screenshots'),
);
const looks: Look[] = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 1440 },
  { theme: 'dark', language: 'ja', width: 390, height: 844, touch: true },
  { theme: 'light', language: 'en', width: 1000, height: 720 },
];

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
    await opened.context.close();
    await site.stop();
  });

  async function visit(address: string): Promise<Page> {
    opened = await open(browser, `${site.url}#${address}`, look);
    return opened.page;
  }
  async function judged(name: string): Promise<void> {
    const { page, troubles } = opened;
    // Nobody being signed in is found out by being refused.
    const refused =
      'Failed to load resource: the server responded with a status of 401 (Unauthorized)';
    expect((await troubles()).filter((text) => text !== refused)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    const file = `recorder-${name}-${look.theme}-${look.language}-${look.width}.png`;
    await page.screenshot({ path: join(screenshots, file) });
  }

  test('signing in', async () => {
    site.signedIn = false;
    const page = await visit('/live');
    await page.getByRole('button').last().waitFor();
    await judged('sign-in');
  });

  test('the claim code', async () => {
    site.step = 'claim';
    site.signedIn = false;
    const page = await visit('/');
    await page.locator('form').waitFor();
    await judged('claim');
  });

  test('the recovery key', async () => {
    site.step = 'recovery';
    const page = await visit('/');
    await page.locator('main .primary').click();
    await page.locator('[data-recovery-line]').first().waitFor();
    await judged('recovery');
    await page.locator('main .primary').click();
    await page.locator('form').waitFor();
    await judged('recovery-proof');
  });

  test('the wall', async () => {
    const lost = site.cameras[4];
    if (lost) site.lose(lost, 'unreachable');
    const page = await visit('/live');
    await plays(page, /Loading bay 1/);
    await page.locator('article.lost', { hasText: 'Stairwell B' }).waitFor();
    await judged('wall');
  });

  test('playback', async () => {
    const camera = site.cameras[0]?.camera ?? '';
    const at = new Date(Date.now() - 33 * 60_000).toISOString();
    const page = await visit(`/playback/${camera}?at=${at}`);
    await plays(page, /Loading bay 1/);
    await page.locator('canvas[data-drawn]').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('i');
    await page.getByRole('slider').press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.locator('.marks .primary').click();
    await page.locator('[data-clip-size]').waitFor();
    if (look.width > 900) {
      const box = await page.getByRole('slider').boundingBox();
      if (box) await page.mouse.move(box.x + box.width * 0.6, box.y + 60);
      await page.locator('.tip img').waitFor();
    }
    await judged('playback');
  });

  test('the list of cameras', async () => {
    const page = await visit('/settings/cameras');
    await page.getByText('Stairwell B').waitFor();
    await judged('cameras');
  });

  test('adding a camera', async () => {
    site.probeAnswer = () => ({
      ok: true,
      streams: [
        {
          name: 'main',
          url: 'rtsps://gate.example/main',
          codec: 'h264',
          codec_string: 'avc1.640028',
          width: 1920,
          height: 1080,
          fps: 25,
          audio: 'pcma',
        },
        {
          name: 'sub',
          url: 'rtsps://gate.example/sub',
          codec: 'h264',
          codec_string: 'avc1.4d001e',
          width: 640,
          height: 360,
          fps: 12.5,
        },
      ],
      tls: { fingerprint, subject: 'CN=Gate', issuer: 'CN=Custody factory', trust: 'none' },
      digest: 'SHA-256',
    });
    const page = await visit('/settings/cameras/add');
    await page.locator('input').first().fill('rtsps://gate.example/main');
    await page.locator('main .primary').click();
    await page.locator('input[type=checkbox]').waitFor();
    await judged('add-camera');
  });

  test('editing a camera', async () => {
    const page = await visit(`/settings/cameras/${site.cameras[0]?.camera}`);
    await page.locator('form[aria-label]').waitFor();
    await judged('edit-camera');
  });

  test('the status, with locked keys', async () => {
    site.keeper = { answers: true, state: 'locked', recovery_proven: true };
    const page = await visit('/status');
    await page.locator('progress').waitFor();
    await judged('status');
  });
});
