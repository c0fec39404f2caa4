// The pages about accounts, judged; and what someone does there from beginning to end.
import { expect, test } from 'vitest';
import { appCode, recoveryCodes } from './fake/accounts';
import { inLooks } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;

inLooks(looks, (stage) => {
  const password = (): string => stage.site.accounts.password;

  function people(): void {
    const { accounts, cameras } = stage.site;
    accounts.add('t.ruiz', 'operator', { second_factor: true });
    accounts.add('guard.night', 'custom', {
      permissions: ['see-cameras', 'view-live', 'view-status'],
      cameras: cameras.slice(0, 2).map(({ camera }) => ({ camera, rights: ['live', 'playback'] })),
    });
    accounts.add('left.in.may', 'viewer', { stale: true, enabled: false });
  }

  test('the list', async () => {
    people();
    const page = await stage.visit('/settings/accounts');
    await page.getByText('guard.night').first().waitFor();
    await stage.judged('accounts');
  });

  test('one account, with rights of its own', async () => {
    people();
    const guard = stage.site.accounts.list.find(({ name }) => name === 'guard.night');
    const page = await stage.visit(`/settings/accounts/${guard?.account}`);
    await page.locator('main form').first().waitFor();
    await page.getByText('Loading bay 1').first().waitFor();
    await stage.judged('account');
  });

  test('adding one', async () => {
    const page = await stage.visit('/settings/accounts/add');
    await page.locator('main form input').first().waitFor();
    await page.locator('main form .primary').last().click();
    await page.locator('[aria-invalid=true]').first().waitFor();
    await stage.judged('account-add');
  });

  test('who is signed in, and the review of all access', async () => {
    people();
    const page = await stage.visit('/settings/access');
    await page.locator('main table').first().waitFor();
    await stage.judged('access');
    await page.goto(`${stage.site.url}#/settings/access-review`);
    await page.getByText('left.in.may').first().waitFor();
    await stage.judged('access-review');
  });

  test("the password's rules", async () => {
    const page = await stage.visit('/settings/passwords');
    await page.locator('main form input').first().waitFor();
    await stage.judged('passwords');
  });

  test('a second factor, from its set-up to signing in with it', async () => {
    const page = await stage.visit('/account');
    await page.locator('[data-second-factor] button').first().click();
    await page.locator('[data-second-factor] input').fill(password());
    await page.keyboard.press('Enter');
    await page.locator('[data-second-factor] svg[role=img]').waitFor();
    await stage.judged('second-factor');
    await page.locator('[data-second-factor] input').fill(appCode);
    await page.keyboard.press('Enter');
    await page.getByText(recoveryCodes[0] ?? '').waitFor();
    await stage.judged('recovery-codes');

    stage.site.signedIn = false;
    await page.reload();
    await page.locator('input[type=password]').waitFor();
    await page.locator('input[autocomplete=username]').fill(stage.site.accounts.owner);
    await page.locator('input[type=password]').fill(password());
    await page.keyboard.press('Enter');
    const code = page.locator('input[autocomplete=one-time-code]');
    await code.waitFor();
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
    await stage.judged('sign-in-code');
    await code.fill(appCode);
    await page.keyboard.press('Enter');
    await page.locator('nav').first().waitFor({ state: 'attached' });
  });

  test('a password that must be changed', async () => {
    stage.site.accounts.own.must_change_password = true;
    const page = await stage.visit('/live');
    await page.locator('input[type=password]').first().waitFor();
    await stage.judged('must-change');
  });
});
