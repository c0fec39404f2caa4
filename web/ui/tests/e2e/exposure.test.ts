// The pages about what can be reached and what is weak, judged.
import { expect, test } from 'vitest';
import { inLooks } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;

inLooks(looks, (stage) => {
  test('every socket, ours and others', async () => {
    const page = await stage.visit('/settings/exposure');
    const rows = page.locator('main tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await stage.judged('exposure');
    await page.locator('main input').fill('https');
    await expect.poll(() => rows.count()).toBe(1);
  });

  test('what is weak leads to where it is mended', async () => {
    const page = await stage.visit('/settings/security');
    await page.locator('[data-weakness]').nth(2).waitFor();
    await stage.judged('security');
    await page.locator('[data-weakness=hosts_not_limited] a').click();
    await page.waitForURL(/#\/settings\/hosts$/);
  });

  test('nothing weak is said to be good', async () => {
    stage.site.hosts.weaknesses = [];
    const page = await stage.visit('/settings/security');
    await page.locator('main .callout').waitFor();
    await stage.judged('security-good');
  });
});
