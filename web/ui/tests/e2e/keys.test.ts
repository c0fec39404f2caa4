// The page about keys, judged; and what someone does there from beginning to end.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { court, courtFingerprint, insurer } from './fake/certificates';
import { passphrase } from './fake/keys';
import { inLooks } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;

const day_ms = 86_400_000;
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * day_ms).toISOString().slice(0, 10);
const confirmed = async (page: Page, ...phrases: string[]): Promise<void> => {
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  for (const [at, phrase] of phrases.entries()) await dialog.locator('input').nth(at).fill(phrase);
  await dialog.locator('.primary').click();
  await dialog.waitFor({ state: 'hidden' });
};

inLooks(looks, (stage) => {
  function furnished(): void {
    const { keys } = stage.site;
    keys.tpm = true;
    keys.methods = ['credential', 'passphrase', 'tpm-pin'];
    keys.addGrant('t.ruiz', 'Case 44 of the district court');
    for (const camera of stage.site.footage.values())
      camera.first_ms = Date.parse(`${daysAgo(3)}T06:00:00Z`);
  }

  test('open keys, and locking them', async () => {
    furnished();
    const page = await stage.visit('/settings/keys');
    await page.locator('[data-keys=unlocked]').waitFor();
    await page.locator('[data-grants] tbody th').waitFor();
    await stage.judged('keys');
    await page.locator('[data-keys] button:visible').last().click();
    await page.locator('dialog[open]').waitFor();
    await stage.judged('keys-lock');
    await page.locator('dialog[open] .primary').click();
    await page.locator('[data-keys=locked] form').waitFor();
    await stage.judged('keys-locked');
    await page.locator('[data-keys] input:visible').fill('another quiet harbour');
    await page.keyboard.press('Enter');
    await page.locator('[data-keys] [aria-invalid]').waitFor();
    expect(await page.locator('[data-keys] input:visible').inputValue()).toBe('');
    await page.locator('[data-keys] input:visible').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.locator('[data-keys=unlocked]').waitFor();
  });

  test('a way to unlock, added and removed', async () => {
    const { keys } = stage.site;
    keys.methods = ['credential'];
    const page = await stage.visit('/settings/keys');
    const methods = page.locator('[data-methods]');
    await methods.locator('button:visible').last().click();
    const [secret, again] = [
      methods.locator('input:visible').first(),
      methods.locator('input:visible').last(),
    ];
    expect(await secret.evaluate((field) => field === document.activeElement)).toBe(true);
    await secret.fill('nine quiet harbours');
    await again.fill('nine quiet harbour');
    await page.keyboard.press('Enter');
    await methods.locator('[aria-invalid]').waitFor();
    await stage.judged('keys-method');
    await again.fill('nine quiet harbours');
    await page.keyboard.press('Enter');
    await methods.locator('tbody tr').nth(1).waitFor();
    expect(keys.secrets.passphrase).toBe('nine quiet harbours');
    expect(await page.content()).not.toContain('nine quiet harbours');

    await methods.locator('tbody tr').first().locator('button:visible').last().click();
    await confirmed(page);
    await methods.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(keys.methods).toEqual(['passphrase']);
  });

  test('a recipient, compared, added and removed', async () => {
    const { keys } = stage.site;
    const page = await stage.visit('/settings/keys');
    const part = page.locator('[data-recipients]');
    await part.locator('button:visible').last().click();
    await part.locator('input[type=text]').fill('District court');
    await part.locator('input[type=file]').setInputFiles({
      name: 'insurer.pem',
      mimeType: 'application/x-pem-file',
      buffer: Buffer.from(insurer),
    });
    await part.locator('input[type=checkbox]').check();
    await part.locator('form .primary:visible').click();
    await part.locator('textarea[aria-invalid]').waitFor();
    await part.locator('textarea').fill(court);
    await part.locator('[data-fingerprint]').waitFor();
    const shown = await part.locator('[data-fingerprint]').textContent();
    expect(shown?.replace(/[^0-9A-F]/g, '').toLowerCase()).toBe(courtFingerprint);
    await stage.judged('keys-recipient', [422]);
    expect(await part.locator('form .primary:visible').getAttribute('aria-disabled')).toBe('true');
    await part.locator('input[type=checkbox]').check();
    await part.locator('form .primary:visible').click();
    await part.locator('tbody th').waitFor();
    expect(keys.recipients.map(({ fingerprint }) => fingerprint)).toEqual([courtFingerprint]);
    await stage.judged('keys-recipients', [422]);
    await part.locator('tbody button:visible').click();
    await confirmed(page);
    await part.locator('tbody th').waitFor({ state: 'detached' });
  });

  test('an erasure, from the choice to the certificate', async () => {
    furnished();
    const { keys } = stage.site;
    // As the list has them, by name.
    const names = ['Car park north', 'Lobby'];
    const page = await stage.visit('/settings/keys');
    const part = page.locator('[data-erasure]');
    await part.locator('form .button').last().click();
    await part.locator('[data-wrong]').waitFor();
    await stage.judged('keys-erasure-choice');
    for (const name of names) await part.getByLabel(name, { exact: true }).check();
    await part.locator('input[type=date]').first().fill(daysAgo(2));
    await part.locator('input[type=date]').last().fill(daysAgo(1));
    await part.locator('input[type=text]').last().fill('Order 12/2026');
    await part.locator('form .button').last().click();
    await part.locator('[data-review] tbody tr').nth(3).waitFor();
    await stage.judged('keys-erasure-review');

    await part.locator('[data-review] .primary').click();
    const dialog = page.locator('dialog[open]');
    await dialog.waitFor();
    await dialog
      .locator('input')
      .first()
      .fill(names[0] ?? '');
    expect(await dialog.locator('.primary').getAttribute('aria-disabled')).toBe('true');
    await stage.judged('keys-erasure-confirm');
    await confirmed(page, ...names);
    await part.locator('[data-erasing=finished]').waitFor();
    expect(keys.erasures.size).toBe(4);
    await stage.judged('keys-erasure-done');

    const row = part.locator('[data-certificate]').first();
    const waiting = page.waitForEvent('download');
    await row.locator('button').first().click();
    const file = await waiting;
    const id = [...keys.erasures.keys()][0] ?? '';
    expect(file.suggestedFilename()).toBe(`erasure-${id}.json`);
    expect(await readFile(await file.path(), 'utf8')).toBe(keys.erasures.get(id)?.certificate);
    await expect.poll(() => page.locator('[data-certificates] [data-certificate]').count()).toBe(4);
  });
});
