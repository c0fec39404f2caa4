// The pages about certificates and authorities, judged; and one shown for good and not for good.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { filePassphrase } from './fake/server-certificates';
import { inLooks } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;
const id = (digit: string): string => digit.repeat(32);
const file = (name: string, text: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(text),
});

inLooks(looks, (stage) => {
  const rows = (page: Page) => page.locator('main tbody tr');
  const one = (digit: string): Promise<Page> => stage.visit(`/settings/certificates/${id(digit)}`);
  const choose = async (page: Page): Promise<void> => {
    await page.locator('main .bottom .primary').click();
    await page.locator('[role=timer]').waitFor();
  };

  // R106.
  test('all that can be shown, searched, and how they stand', async () => {
    const page = await stage.visit('/settings/certificates');
    await expect.poll(() => rows(page).count()).toBe(3);
    expect(await page.locator('[data-standing=over]').count()).toBe(1);
    expect(await page.locator('[data-standing=soon]').count()).toBe(1);
    await stage.judged('certificates');
    await page.locator('[role=searchbox]').fill('nvr.harbour');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.locator('main tbody a').first().click();
    await page.locator('[data-fingerprint]').first().waitFor();
  });

  // R117.
  test('one of them with its authorities', async () => {
    const page = await one('1');
    await page.locator('details summary').click();
    await expect.poll(() => page.locator('[data-fingerprint]').count()).toBe(2);
    await stage.judged('certificate');
  });

  // R108.
  test('a request that is taken away, answered and installed', async () => {
    const page = await one('2');
    const download = page.waitForEvent('download');
    await page.locator('main section .row button').nth(1).click();
    expect((await download).suggestedFilename()).toBe('22222222.der');
    const form = page.locator('form:has(input[type=file])');
    await form.locator('input[type=file]').setInputFiles(file('other.pem', 'of another key?'));
    await form.locator('button[type=submit]').click();
    await form.locator('[aria-invalid=true]').waitFor();
    await stage.judged('certificate-request', [422]);
    await form.locator('input[type=file]').setInputFiles(file('answer.pem', 'the answer'));
    await form.locator('button[type=submit]').click();
    await page.locator('[data-fingerprint]').first().waitFor();
    expect(stage.site.certificates.servers[1]?.state).toBe('installed');
  });

  // R107.
  test('a request is made, with what is missing said at its field', async () => {
    const page = await stage.visit('/settings/certificates/add');
    const form = page.locator('main form');
    await form.locator('.primary').click();
    await expect.poll(() => form.locator('[aria-invalid=true]').count()).toBe(2);
    await stage.judged('certificate-add');
    await form.locator('input').first().fill('Harbour 2028');
    await form.locator('textarea').first().fill('nvr.harbour.example\ncctv.harbour.example');
    await form.locator('.primary').click();
    await page.waitForURL(new RegExp(`#/settings/certificates/${id('8')}$`));
    expect(stage.site.certificates.servers[3]?.request?.names.dns).toHaveLength(2);
  });

  // R107.
  test('one that signs itself is made', async () => {
    const page = await stage.visit('/settings/certificates/add');
    await page.locator('[role=radio]').nth(1).click();
    const form = page.locator('main form');
    await form.locator('input').first().fill('Bench 2');
    await form.locator('textarea').nth(1).fill('192.0.2.10');
    await stage.judged('certificate-self-signed');
    await form.locator('.primary').click();
    await page.waitForURL(new RegExp(`#/settings/certificates/${id('8')}$`));
  });

  // R118.
  test('a key is imported; its passphrase is forgotten after each try', async () => {
    const page = await stage.visit('/settings/certificates/add');
    await page.locator('[role=radio]').nth(2).click();
    const form = page.locator('main form');
    await form.locator('input').first().fill('From the old recorder');
    await form
      .locator('input[type=file]')
      .first()
      .setInputFiles(file('server.p12', 'a sealed key'));
    const passphrase = form.locator('input[type=password]');
    await passphrase.fill('wrong');
    await form.locator('.primary').click();
    await form.locator('input[type=password][aria-invalid=true]').waitFor();
    expect(await passphrase.inputValue()).toBe('');
    await stage.judged('certificate-import', [422]);
    await passphrase.fill(filePassphrase);
    await form.locator('.primary').click();
    await page.waitForURL(new RegExp(`#/settings/certificates/${id('8')}$`));
  });

  // R109.
  test('another one is shown, and kept with the password over a new connection', async () => {
    const page = await one('1');
    await choose(page);
    await stage.judged('certificate-shown');
    await page.locator('button.keep').click();
    await page.locator('input[type=password]').fill(stage.site.accounts.password);
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome=kept]').waitFor();
    expect(stage.site.certificates.shown).toBe(id('1'));
    expect(stage.site.hosts.pending).toBeUndefined();
    // What is in use is not removed, and says by what.
    expect(await page.locator('[data-remove] button').getAttribute('aria-disabled')).toBe('true');
    await stage.judged('certificate-kept', [409]);
  });

  test('what nobody keeps is undone by the end of its time', async () => {
    stage.site.hosts.within_s = 15;
    const page = await one('1');
    await choose(page);
    await page.locator('[data-outcome=timeOver]').waitFor();
    expect(stage.site.certificates.shown).toBeNull();
    await stage.judged('certificate-over');
  });

  test('one that is over is removed by its name', async () => {
    const page = await one('3');
    await page.locator('[data-remove] button').click();
    await page.locator('dialog[open] input').fill('Bench');
    await page.locator('dialog[open] .primary').click();
    await page.waitForURL(/#\/settings\/certificates$/);
    await expect.poll(() => rows(page).count()).toBe(2);
  });

  // R121.
  test('an authority is added, and one that is none is not', async () => {
    const page = await stage.visit('/settings/authorities');
    await expect.poll(() => rows(page).count()).toBe(1);
    await stage.judged('authorities');
    await page.locator('.list-tools .primary').click();
    const form = page.locator('main form');
    await form.locator('input').first().fill('City');
    await form.locator('textarea').fill('a server of somebody');
    await form.locator('.primary').click();
    await form.locator('[aria-invalid=true]').waitFor();
    await stage.judged('authority-add', [422]);
    await form.locator('textarea').fill('an authority');
    await form.locator('.primary').click();
    await expect.poll(() => rows(page).count()).toBe(2);
    const download = page.waitForEvent('download');
    await page.locator('.list-tools .row button').first().click();
    expect((await download).suggestedFilename()).toBe('authorities.pem');
  });

  // R112.
  test('a list that is over is replaced, and an authority believed no longer', async () => {
    const page = await stage.visit(`/settings/authorities/${id('4')}`);
    await page.locator('[data-standing=over]').last().waitFor();
    await stage.judged('authority');
    const form = page.locator('main form', { has: page.locator('input[type=file]') });
    await form.locator('input[type=file]').setInputFiles(file('new.crl', 'a list'));
    await form.locator('button[type=submit]').click();
    await expect.poll(() => page.locator('[data-standing=over]').count()).toBe(0);
    await page.locator('[data-remove] button').click();
    await page.locator('dialog[open] .primary').click();
    await page.waitForURL(/#\/settings\/authorities$/);
    await expect.poll(() => stage.site.certificates.authorities.length).toBe(0);
  });
});
