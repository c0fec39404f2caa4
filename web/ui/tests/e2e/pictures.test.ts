// Live and recorded pictures in a real browser: they move, they are near the truth, and what is lost is
// said to be lost.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { open, startBrowser, type OpenPage } from './browser';
import type { FakeRecorder } from './fake/recorder';
import { problem } from './fake/answers';
import { minutesAgo, plays, startSite } from './site';

let browser: Browser;
let site: FakeRecorder;
let opened: OpenPage;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await startSite();
});
afterEach(async () => {
  await opened.leave();
  await site.stop();
});
const visit = async (address: string): Promise<void> => {
  const look = { theme: 'dark', language: 'en', width: 1440 } as const;
  opened = await open(browser, `${site.url}#${address}`, look);
  page = opened.page;
};
const bay = () => site.cameras[0]!;
const tile = (name: string) => page.getByRole('article', { name, exact: true });

describe('the wall', () => {
  test('plays the sub-streams of all, and the main stream of the one that is enlarged', async () => {
    await visit('/live');
    await plays(page, 'Live picture of Loading bay 1');
    await plays(page, 'Live picture of Stairwell B');
    expect(site.watched).toEqual(site.cameras.map(({ camera }) => `${camera}/sub`).sort());
    await page.getByRole('button', { name: 'Enlarge Loading bay 1' }).click();
    await plays(page, 'Live picture of Loading bay 1');
    await expect.poll(() => site.watched).toEqual([`${bay().camera}/main`]);
    await page.keyboard.press('Escape');
    await tile('Lobby').waitFor();
  });

  test('says that a stream is lost, why, and when it is tried again; and shows it when it is back', async () => {
    await visit('/live');
    await plays(page, 'Live picture of Loading bay 1');
    site.lose(bay(), 'unreachable');
    const lost = tile('Loading bay 1');
    await lost.getByText('No stream for').waitFor();
    await lost.getByText('The camera does not answer at its address.').waitFor();
    await lost.getByText(/Next try in \d s\./).waitFor();
    await page.getByRole('complementary').getByText('No stream').first().waitFor();
    site.regain(bay());
    await plays(page, 'Live picture of Loading bay 1');
    await expect.poll(() => lost.getByText('No stream for').count()).toBe(0);
  });

  test('notices by itself that no pictures arrive', async () => {
    await visit('/live');
    await plays(page, 'Live picture of Loading bay 1');
    site.mute.add(bay().camera);
    await tile('Loading bay 1')
      .getByText('The connection stands, but no pictures arrive.')
      .waitFor();
  });

  test('shows as many as are chosen, and keeps the choice', async () => {
    await visit('/live');
    await page.getByRole('radio', { name: '4' }).click();
    await expect.poll(() => page.getByRole('article').count()).toBe(4);
    await page.getByText('Page 1 of 2').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await tile('Stairwell B').waitFor();
    await page.reload();
    await expect.poll(() => page.getByRole('article').count()).toBe(4);
  });

  test('comes back by itself when the recorder was away', async () => {
    await visit('/live');
    await plays(page, 'Live picture of Loading bay 1');
    site.refusals.set('/api', problem(503, 'unavailable'));
    site.cutAll();
    await page.getByText(/The recorder has not answered for/).waitFor();
    site.refusals.clear();
    await plays(page, 'Live picture of Loading bay 1');
    await expect.poll(() => page.getByText(/has not answered for/).count()).toBe(0);
  });
});

describe('playback', () => {
  const atOf = async (): Promise<number> =>
    Date.parse((await page.locator('[data-at]').getAttribute('data-at')) ?? '');
  const start = async (minutes: number): Promise<number> => {
    const at_ms = minutesAgo(minutes);
    await visit(`/playback/${bay().camera}?at=${new Date(at_ms).toISOString()}`);
    return at_ms;
  };
  const recorded = 'Recorded picture of Loading bay 1';

  test('plays from the time asked for', async () => {
    const at_ms = await start(30);
    await plays(page, recorded);
    const reached = await atOf();
    expect(reached).toBeGreaterThan(at_ms - 1);
    expect(reached).toBeLessThan(at_ms + 30_000);
  });

  test('steps picture by picture, both ways', async () => {
    await start(30);
    await plays(page, recorded);
    await page.keyboard.press('k');
    const before = await atOf();
    await page.keyboard.press('.');
    await expect.poll(atOf).toBeGreaterThan(before);
    const after = await atOf();
    expect(after - before).toBeLessThan(102);
    await page.keyboard.press(',');
    await expect.poll(atOf).toBeLessThan(after);
  });

  test('goes over a gap and says so', async () => {
    const gap = site.footage.get(bay().camera)?.gaps[0];
    await start(48);
    await plays(page, recorded);
    await expect.poll(atOf).toBeGreaterThanOrEqual((gap?.to_ms ?? Infinity) - 1);
    await page.getByText('A gap of 7:00 was passed over.').waitFor();
  });

  test('jumps to a time with G, the time and Enter', async () => {
    await start(30);
    await plays(page, recorded);
    const to_ms = minutesAgo(60);
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      timeStyle: 'medium',
    });
    await page.keyboard.press('g');
    await page.keyboard.type(clock.format(to_ms));
    await page.keyboard.press('Enter');
    await expect.poll(async () => Math.abs((await atOf()) - to_ms)).toBeLessThan(30_000);
    await plays(page, recorded);
  });

  test('is steered from the timeline by keyboard and by pointer', async () => {
    await start(30);
    await plays(page, recorded);
    await page.keyboard.press('k');
    const slider = page.getByRole('slider', { name: 'Timeline' });
    const before = await atOf();
    await slider.press('ArrowRight');
    await expect.poll(async () => Math.round((await atOf()) - before)).toBe(36_000);
    const box = (await slider.boundingBox())!;
    await page.mouse.click(box.x + box.width - 300, box.y + 66);
    await expect.poll(atOf).toBeGreaterThan(before + 300_000);
    await page.getByRole('radio', { name: '10 min' }).click();
    expect(await slider.getAttribute('aria-valuetext')).toContain('recorded');
  });

  test('hands out a marked range with its cut and its size', async () => {
    await start(30);
    await plays(page, recorded);
    await page.keyboard.press('k');
    await page.keyboard.press('i');
    await page.getByRole('slider', { name: 'Timeline' }).press('ArrowRight');
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Download 0:36' }).click();
    await page.getByText('1.24\u00a0MB').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    expect((await saved).suggestedFilename()).toBe('loading-bay-1.mp4');
  });

  test('waits for locked keys and says that recording goes on', async () => {
    site.refusals.set(`/api/v1/cameras/${bay().camera}/playback`, problem(503, 'keys_locked'));
    await start(30);
    await page.getByText(/The keys are locked. Recording goes on/).waitFor();
    site.refusals.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await plays(page, recorded);
  });

  test('goes back to the newest picture', async () => {
    await start(30);
    await plays(page, recorded);
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await plays(page, 'Live picture of Loading bay 1');
  });
});
