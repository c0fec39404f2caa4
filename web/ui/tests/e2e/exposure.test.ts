// The page about what can be reached, judged.
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
});
