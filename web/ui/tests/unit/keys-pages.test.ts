// The page about keys as someone meets it, with a recorder made of paper.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flushSync } from 'svelte';
import { court, insurer } from '../e2e/fake/certificates';
import { passphrase, pin, type FakeKeys } from '../e2e/fake/keys';
import { sessionOf } from './device-answers';
import { openKeys } from './keys-of-paper';
import { button, click, field, find, soon, textOf, type } from './page';

beforeEach(() => void (location.hash = '#/settings/keys'));
afterEach(() => void (location.hash = ''));

test('is not shown to who may not manage keys', async () => {
  const { page, saying } = openKeys(undefined, sessionOf(['see-cameras', 'manage-cameras']));
  await saying('This account may not see this page');
  expect(page.querySelector('[data-keys]')).toBeNull();
});

describe('locked keys', () => {
  const locked = (keys: FakeKeys): void => {
    Object.assign(keys, { tpm: true, methods: ['passphrase', 'tpm-pin'] });
    keys.lock('locked by t.ruiz: on demand');
  };
  test('say why, and are unlocked; what was typed is gone with each try', async () => {
    const { page, saying } = openKeys(locked);
    await saying('Locked by t.ruiz');
    await saying('A person only (sealed mode)');
    await saying('Changes wait until the keys are unlocked.');
    type(field(page, 'Passphrase of the keys'), 'another quiet harbour');
    click(button(page, 'Unlock'));
    await saying('This is not the passphrase.');
    expect(page.innerHTML).not.toContain('another quiet harbour');
    type(field(page, 'Passphrase of the keys'), passphrase);
    click(button(page, 'Unlock'));
    await saying('The keys are unlocked');
  });
  test('are unlocked with the PIN where that is chosen', async () => {
    const { page, saying, bodies } = openKeys(locked);
    await soon(() => click(button(page, 'TPM with PIN')));
    type(field(page, 'PIN of the TPM'), pin);
    click(button(page, 'Unlock'));
    await saying('The keys are unlocked');
    expect(bodies).toContainEqual(['POST /api/v1/keys/unlock', { pin }]);
  });
  test('take the next try only when the keeper has waited', async () => {
    const { page, saying, clock, bodies } = openKeys(locked);
    await saying('Locked by t.ruiz');
    const attempt = async (): Promise<void> => {
      const before = bodies.filter(([name]) => name.endsWith('/unlock')).length;
      type(field(page, 'Passphrase of the keys'), 'wrong again, and again');
      click(button(page, 'Unlock'));
      await soon(() => {
        flushSync();
        expect(bodies.filter(([name]) => name.endsWith('/unlock'))).toHaveLength(before + 1);
        expect(textOf(page)).not.toContain('Unlocking');
      });
    };
    for (let tries = 0; tries < 4; tries += 1) await attempt();
    await saying('After three wrong tries');
    await saying('The next try is possible in 0:05.');
    clock.advance(5000);
    expect(textOf(page)).not.toContain('The next try');
  });
});

test('locking says what stops and what goes on, and is done when confirmed', async () => {
  const { page, saying, host, confirm } = openKeys();
  await saying('The keys are unlocked');
  click(button(page, 'Lock the keys'));
  expect(textOf(find(page, 'dialog[open]'))).toContain('Recording of all cameras');
  expect(host.keeper.state).toBe('unlocked');
  confirm();
  await saying('Recording and live pictures go on.');
});

describe('the ways to unlock', () => {
  test('take a passphrase typed twice, which never comes back', async () => {
    const { page, saying, keys, pressIn } = openKeys((each) => (each.methods = ['credential']));
    await saying('Credential of the service');
    await saying('The last one stays');
    pressIn('methods', 'Add: Passphrase');
    type(field(page, 'New passphrase'), 'short');
    click(button(page, 'Set it'));
    await saying('At least 12 characters are needed, 5 are typed.');
    type(field(page, 'New passphrase'), 'nine quiet harbours');
    type(field(page, 'The same again'), 'nine quiet harbour');
    click(button(page, 'Set it'));
    await saying('The two are not the same.');
    type(field(page, 'The same again'), 'nine quiet harbours');
    click(button(page, 'Set it'));
    await saying('Set: Passphrase');
    expect(keys.secrets.passphrase).toBe('nine quiet harbours');
    expect(page.querySelector('[data-methods] input')).toBeNull();
  });
  test('say that sealed mode begins when the last without a person goes', async () => {
    const { page, saying, keys, pressIn, confirm } = openKeys();
    await saying('Credential of the service');
    pressIn('methods', 'Remove Credential of the service');
    expect(textOf(find(page, 'dialog[open]'))).toContain('the site is in sealed mode');
    confirm();
    await saying('Removed: Credential of the service');
    await saying('After 30:00 without use');
    expect(keys.methods).toEqual(['passphrase']);
  });
});

describe('a recipient', () => {
  const certificateOf = (page: HTMLElement): HTMLInputElement => find(page, 'textarea');
  test('is added once its fingerprint was compared, and removed', async () => {
    const { page, saying, keys, pressIn, confirm } = openKeys();
    await saying('There is no escrow recipient.');
    pressIn('recipients', 'Add a recipient');
    type(field(page, 'Recipient'), 'Court');
    type(certificateOf(page), court);
    await saying('BE:70:2B:25');
    click(button(page, 'Add the recipient'));
    expect(keys.recipients).toEqual([]);
    click(find(page, '[data-recipients] input[type=checkbox]'));
    click(button(page, 'Add the recipient'));
    await saying('Court is a recipient.');
    pressIn('recipients', 'Remove Court');
    confirm();
    await saying('Court is not a recipient any more.');
    expect(keys.recipients).toEqual([]);
  });
  test('that cannot serve is refused at its field, with the reason', async () => {
    const { page, saying, pressIn } = openKeys();
    await saying('There is no escrow recipient.');
    pressIn('recipients', 'Add a recipient');
    type(field(page, 'Recipient'), 'Insurer');
    type(certificateOf(page), insurer);
    await saying('Compare the fingerprint');
    click(find(page, '[data-recipients] input[type=checkbox]'));
    click(button(page, 'Add the recipient'));
    await saying('the certificate has a P-384 key');
    expect(certificateOf(page).getAttribute('aria-invalid')).toBe('true');
  });
  test('never hands over a private key: it is taken out of the page at once', async () => {
    const { page, saying, bodies, pressIn } = openKeys();
    await saying('There is no escrow recipient.');
    pressIn('recipients', 'Add a recipient');
    type(certificateOf(page), '-----BEGIN PRIVATE KEY-----\nMIGHAgEA');
    await saying('This is a private key and was taken out of the page.');
    expect(certificateOf(page).value).toBe('');
    expect(bodies.some(([name]) => name.startsWith('POST'))).toBe(false);
  });
});

test('a grant is revoked', async () => {
  const { saying, keys, pressIn, confirm } = openKeys((each) => each.addGrant('t.ruiz', 'case 44'));
  await saying('case 44');
  pressIn('grants', 'Revoke t.ruiz');
  confirm();
  await saying('The grant of t.ruiz is revoked.');
  expect(keys.grants).toEqual([]);
});

test('the site key is rotated when confirmed, and the time is said', async () => {
  const { saying, keys, pressIn, confirm } = openKeys();
  await saying('Rotation of the site key');
  pressIn('rotation', 'Rotate the site key');
  confirm();
  await saying('The site key was rotated at');
  expect(keys.rotations).toBe(1);
});
