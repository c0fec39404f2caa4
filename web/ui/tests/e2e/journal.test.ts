// The journal, judged; and what an auditor does there.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inLooks, type Stage } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;

function fill({ site }: Stage): void {
  const { journal } = site;
  journal.add('device-claimed', 'm.okafor', { code: 'A140', severity: 'notice', subject: 'A140' });
  for (let i = 0; i < 120; i += 1)
    journal.add('segment-opened', 't.ruiz', {
      subject: 'c'.repeat(32),
      fields: { reason: 'playback' },
    });
  journal.add('sign-in-refused', 'nobody', {
    code: 'A241',
    severity: 'warning',
    fields: { code: 'A241', from: '192.0.2.77', happened: '2026-11-20T21:14:08.250Z' },
  });
  journal.add('clip-downloaded', 't.ruiz', { fields: { bytes: 1_240_000, note: '<b>bold</b>' } });
}

inLooks(looks, (stage) => {
  test('is shown newest first, and what it says is text', async () => {
    fill(stage);
    const page = await stage.visit('/settings/journal');
    await page.locator('main tbody').getByText('clip-downloaded').first().waitFor();
    expect(await page.locator('main tbody b').count()).toBe(1); // the warning, and nothing of a line's
    await stage.judged('journal');
  });

  test('is searched, gone through and taken away', async () => {
    fill(stage);
    const page = await stage.visit('/settings/journal');
    const rows = page.locator('main tbody tr');
    const shown = (count: number): Promise<void> => expect.poll(() => rows.count()).toBe(count);
    await shown(100);
    await page.locator('main p button').last().click();
    await shown(123);
    await page.locator('main form input').first().fill('192.0.2.77');
    await shown(1);
    const download = page.waitForEvent('download');
    await page.locator('main p.row button').first().click();
    const file = await (await download).path();
    expect(readFileSync(file, 'utf8')).toBe('line,kind,actor\r\n122,sign-in-refused,nobody\r\n');
    await page.locator('main form input').first().fill('not in it');
    await page.locator('main td.empty').waitFor();
    await page.locator('main form button').last().click();
    await shown(100);
  });

  test('says when it may not be all, and gives no such file away', async () => {
    fill(stage);
    stage.site.journal.behind = true;
    const page = await stage.visit('/settings/journal');
    await page.locator('main .callout').waitFor();
    await page.locator('main p.row button').first().click();
    await page.locator('main .callout').nth(1).waitFor();
    await stage.judged('journal-behind', [503]);
  });
});
