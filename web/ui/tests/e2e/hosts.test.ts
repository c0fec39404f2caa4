// The page about hosts, judged; and a list put in force, for good and not for good.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inLooks } from './judged';

const looks = [
  { theme: 'dark', language: 'en', width: 1440 },
  { theme: 'light', language: 'ja', width: 390, height: 844, touch: true },
] as const;

inLooks(looks, (stage) => {
  const id = (digit: string): string => digit.repeat(32);
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  function list(): void {
    const { hosts } = stage.site;
    hosts.table = {
      enabled: true,
      otherwise: 'deny',
      groups: [{ name: 'Guards', members: ['198.51.100.16', '198.51.100.32/28', 'fd12:77::/64'] }],
      rows: [
        {
          id: id('1'),
          enabled: true,
          action: 'deny',
          address: '192.0.2.99',
          label: 'Retired workstation',
        },
        {
          id: id('2'),
          enabled: true,
          action: 'allow',
          address: '192.0.2.0/24',
          label: 'Security room',
        },
        {
          id: id('3'),
          enabled: true,
          action: 'allow',
          address: '2001:db8:4:10::/64',
          label: 'Security room, IPv6',
        },
        {
          id: id('4'),
          enabled: true,
          action: 'allow',
          address: '10.20.0.16-10.20.0.31',
          services: ['snmp', 'onvif'],
          label: 'Monitoring',
          comment: 'Asked for by facilities, ticket 4711',
        },
        { id: id('5'), enabled: true, action: 'allow', group: 'Guards', expires: inDays(20) },
        { id: id('6'), action: 'allow', address: 'fd12:77::8', enabled: false, label: 'Backup' },
        {
          id: id('7'),
          enabled: true,
          action: 'allow',
          address: '203.0.113.5',
          expires: inDays(-2),
        },
      ],
    };
  }
  async function open(): Promise<Page> {
    list();
    const page = await stage.visit('/settings/hosts');
    await page.locator('[data-rule]').first().waitFor();
    return page;
  }
  const rule = (page: Page, digit: string) => page.locator(`[data-rule="${id(digit)}"]`);
  const apply = (page: Page) => page.locator('section.apply .primary');
  async function applied(page: Page): Promise<void> {
    await rule(page, '1').locator('[data-remove] button').click();
    await apply(page).click();
    await page.locator('[role=timer]').waitFor();
  }
  const keepWith = async (page: Page, password: string): Promise<void> => {
    await page.locator('button.keep').click();
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
  };
  const hasFocus = (page: Page, selector: string): Promise<boolean> =>
    page.locator(selector).evaluate((element) => element === document.activeElement);

  test('the list, searched and edited', async () => {
    const page = await open();
    await stage.judged('hosts');
    await page.locator('[role=searchbox]').fill('security');
    await expect.poll(() => page.locator('[data-rule]').count()).toBe(2);
    await page.locator('[role=searchbox]').fill('');
    await rule(page, '4').locator('[data-edit] button').click();
    const form = rule(page, '4').locator('form');
    await form.locator('input.code').fill('10.20.0.300');
    await form.locator('.primary').click();
    await form.locator('[aria-invalid=true]').waitFor();
    expect(await hasFocus(page, '[data-rule] form input.code')).toBe(true);
    await stage.judged('host-rule', [422]);
  });

  test('rules moved by the keyboard alone', async () => {
    const page = await open();
    await rule(page, '2').locator('[data-move=up] button').focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('[data-rule]').first().getAttribute('data-rule'))
      .toBe(id('2'));
    expect(await hasFocus(page, `[data-rule="${id('2')}"] [data-move=down] button`)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('[data-rule]').nth(2).getAttribute('data-rule'))
      .toBe(id('2'));
    await apply(page).waitFor();
    await stage.judged('hosts-draft');
  });

  test('an address that is tried against the draft', async () => {
    const page = await open();
    const form = page.locator('form:has(input.code)').last();
    await form.locator('input.code').fill('198.51.100.40');
    await page.keyboard.press('Enter');
    await page.getByText('Guards').last().waitFor();
    await page.locator('[role=status] .callout').last().waitFor();
    await stage.judged('hosts-tried');
  });

  test('a list that is applied and kept with the password, over a new connection', async () => {
    const page = await open();
    await applied(page);
    await expect.poll(() => hasFocus(page, 'button.keep')).toBe(true);
    await stage.judged('hosts-applied');
    await keepWith(page, 'wrong');
    await page.locator('input[type=password][aria-invalid=true]').waitFor();
    await stage.judged('hosts-keeping', [403, 409]);
    await page.locator('input[type=password]').fill(stage.site.accounts.password);
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome=kept]').waitFor();
    expect(stage.site.hosts.pending).toBeUndefined();
    expect(stage.site.hosts.table.rows).toHaveLength(6);
    await expect.poll(() => hasFocus(page, '[data-outcome]')).toBe(true);
    await stage.judged('hosts-kept', [403, 409]);
  });

  test('a list that nobody keeps is undone by the end of its time', async () => {
    stage.site.hosts.within_s = 15;
    const page = await open();
    await applied(page);
    expect(stage.site.hosts.table.rows).toHaveLength(6);
    await page.locator('[data-outcome=timeOver]').waitFor();
    expect(stage.site.hosts.table.rows).toHaveLength(7);
    // The draft is there still, and can be applied again.
    await expect.poll(() => page.locator('[data-rule]').count()).toBe(6);
    await apply(page).waitFor();
    await stage.judged('hosts-over');
  });

  test('a change that waits when the page is loaded again', async () => {
    const page = await open();
    await applied(page);
    await page.reload();
    await page.locator('[role=timer]').waitFor();
    expect(await page.locator('button.keep').count()).toBe(0);
    await stage.judged('hosts-elsewhere');
    await page.locator('.strip button').first().click();
    await page.locator('[data-outcome=undone]').waitFor();
    await expect.poll(() => page.locator('[data-rule]').count()).toBe(7);
  });

  test('a list that would keep out whoever applies it', async () => {
    const page = await open();
    for (const digit of ['2', '1']) await rule(page, digit).locator('[data-remove] button').click();
    await apply(page).click();
    await page.locator('dialog[open]').waitFor();
    await stage.judged('hosts-cut-off', [409]);
    await page.locator('dialog[open] .primary').click();
    await page.locator('[role=timer]').waitFor();
  });
});
