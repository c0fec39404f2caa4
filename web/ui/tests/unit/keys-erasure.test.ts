// Erasing footage as someone does it, from the choice to the certificate.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bay, openKeys, yesterday } from './keys-of-paper';
import { click, field, find, textOf, type } from './page';

beforeEach(() => void (location.hash = '#/settings/keys'));
afterEach(() => void (location.hash = ''));

const dayBefore = new Date(Date.parse(`${yesterday}T00:00:00Z`) - 86_400_000)
  .toISOString()
  .slice(0, 10);

test('days are chosen, looked at, confirmed by name, and give certificates to take away', async () => {
  const { page, saying, keys, bodies, part, pressIn, confirm } = openKeys((each) =>
    each.keyless.add(`${bay.camera} ${dayBefore}`),
  );
  await saying('Erase footage');
  pressIn('erasure', 'Show what is lost');
  await saying('Choose at least one camera.');
  await saying('The reason is needed.');
  click(find(part('erasure'), 'input[type=checkbox]'));
  type(field(part('erasure'), 'First day'), dayBefore);
  type(field(part('erasure'), 'Last day'), yesterday);
  // There are grants on the page as well, with reasons of their own.
  type(field(part('erasure'), 'Reason'), 'order 12/2026');
  pressIn('erasure', 'Show what is lost');
  await saying('2 camera days, 6.0 h of footage');
  expect(textOf(part('review'))).toContain('Nothing');

  pressIn('review', 'Erase');
  confirm('Loading bay');
  expect(bodies.some(([name]) => name.endsWith('/erasure'))).toBe(false);
  confirm(bay.name);
  await saying('The keys are erased');
  await saying('There was no key for 1 of the orders');
  expect(textOf(find(page, '[data-certificate]'))).toContain(`Loading bay 1, ${yesterday} (UTC)`);
  expect(keys.erasures.size).toBe(1);
  expect(bodies.filter(([name]) => name.endsWith('/erasure')).at(-1)?.[1]).toEqual({
    scope: 'camera-day',
    camera: bay.camera,
    day: yesterday,
    reason: 'order 12/2026',
    confirmation: bay.name,
  });

  const saved: [string, Blob][] = [];
  const address = vi.fn((blob: Blob) => {
    saved.push(['', blob]);
    return 'blob:paper';
  });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: address, revokeObjectURL: vi.fn() }));
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  const id = [...keys.erasures.keys()][0];
  pressIn('erasing', `Certificate of erasure ${id}`);
  pressIn('erasing', `Signature of erasure ${id}`);
  expect(names).toEqual([`erasure-${id}.json`, `erasure-${id}.p7s`]);
  expect(saved[0]?.[1].size).toBe(keys.erasures.get(id ?? '')?.certificate.length);
});

test('what was looked at counts only as long as the choice is the same', async () => {
  const { page, saying, part, pressIn } = openKeys();
  await saying('Erase footage');
  pressIn('erasure', 'Whole cameras');
  click(find(part('erasure'), 'input[type=checkbox]'));
  type(field(part('erasure'), 'Reason'), 'order 12/2026');
  pressIn('erasure', 'Show what is lost');
  await saying('All, from the first to now');
  type(field(part('erasure'), 'Reason'), 'another');
  expect(page.querySelector('[data-review]')).toBeNull();
});

test('everything asks for that word, and leaves a recorder without keys', async () => {
  const { page, saying, pressIn, part, confirm } = openKeys();
  await saying('Erase footage');
  pressIn('erasure', 'Everything');
  type(field(part('erasure'), 'Reason'), 'the site is given up');
  pressIn('erasure', 'Show what is lost');
  await saying('All, from the first to now');
  pressIn('review', 'Erase');
  confirm('everything');
  await saying('There are no keys yet');
  expect(textOf(find(page, '[data-certificate]'))).toContain('Everything');
});
