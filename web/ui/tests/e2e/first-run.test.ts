// From a recorder that nobody has claimed to one that records.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open, startBrowser, type OpenPage } from './browser';
import { problem } from './fake/answers';
import { claimCode, fingerprint, FakeRecorder, recoveryKey } from './fake/recorder';

let browser: Browser;
let site: FakeRecorder;
let opened: OpenPage;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await FakeRecorder.start();
});
afterEach(async () => {
  await opened.leave();
  await site.stop();
});
const visit = async (address: string): Promise<void> => {
  opened = await open(browser, `${site.url}#${address}`, {
    theme: 'dark',
    language: 'en',
    width: 1280,
  });
  page = opened.page;
};
const press = (name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

test('claim code, administrator, recovery key, camera, wall', async () => {
  site.step = 'claim';
  site.keeper = { answers: true, state: 'unlocked', recovery_proven: false };
  site.probeAnswer = ({ fingerprint: pinned }) => ({
    ok: true,
    streams: [
      { name: 'main', url: 'rtsps://gate/main', codec: 'h264', width: 1920, height: 1080 },
      { name: 'sub', url: 'rtsps://gate/sub', codec: 'h264', width: 640, height: 360 },
    ],
    tls: { fingerprint, subject: 'CN=gate', trust: pinned ? 'pinned' : 'none' },
  });
  await visit('/');
  await page.getByRole('textbox', { name: 'Claim code' }).fill(claimCode.toLowerCase());
  await press('Continue');
  await page.getByLabel('Name', { exact: true }).fill('m.okafor');
  await page.getByLabel('Password', { exact: true }).fill('seven copper tunnels');
  await press('Create the administrator');

  await press('Show the recovery key');
  const shown = await page.locator('[data-recovery-line]').allTextContents();
  expect(shown.join('\n')).toBe(recoveryKey);
  await press('I have it on paper');
  expect(await page.content()).not.toContain(shown[0] ?? '');
  await page.getByRole('textbox', { name: 'Recovery key' }).fill(recoveryKey);
  await press('Prove the key');

  await page.getByLabel('Address of the main stream').fill('rtsps://gate/main');
  await page.getByLabel('User at the camera').fill('custody');
  await page.getByLabel('Password at the camera', { exact: true }).fill('camera secret');
  await press('Ask the camera');
  await page.getByText('9C:41:7E:02').first().waitFor();
  await page.getByLabel('The fingerprint is right; accept this certificate').check();
  await page.getByLabel('Name', { exact: true }).fill('Rear gate');
  await press('Add the camera');
  await page.getByText('1 camera added').waitFor();
  expect(await page.content()).not.toContain('camera secret');
  await press('Finish');
  await page.getByRole('article', { name: 'Rear gate' }).waitFor();
  expect(site.cameras[0]).toMatchObject({
    name: 'Rear gate',
    fingerprint,
    sub_url: 'rtsps://gate/sub',
  });
  const writes = site.requests.filter(
    ({ method, path }) => method !== 'GET' && path !== '/api/v1/setup',
  );
  expect(new Set(writes.map(({ csrf }) => csrf))).toEqual(new Set([site.csrf]));
});

test('a camera whose certificate must be accepted first is asked again once it is', async () => {
  site.signedIn = true;
  site.probeAnswer = ({ fingerprint: pinned }) =>
    pinned
      ? {
          ok: true,
          streams: [{ name: 'main', url: 'rtsps://gate/main', codec: 'h264' }],
          tls: { fingerprint, trust: 'pinned' },
        }
      : { ok: false, streams: [], tls: { fingerprint, trust: 'none' } };
  await visit('/settings/cameras/add');
  await page.getByLabel('Address of the main stream').fill('rtsps://gate/main');
  await press('Ask the camera');
  // Not check(), which looks for the box again: it is gone as soon as the camera has answered anew.
  await page.getByLabel('The fingerprint is right; accept this certificate').click();
  await page.getByText('This is the certificate that was accepted.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Rear gate');
  await press('Add the camera');
  await page.getByRole('link', { name: 'Rear gate' }).waitFor();
  expect(site.cameras[0]?.fingerprint).toBe(fingerprint);
});

test('a camera is found, changed and removed', async () => {
  site.signedIn = true;
  site.addCamera('Lobby');
  site.addCamera('Rear gate');
  await visit('/settings/cameras');
  await page.getByRole('searchbox', { name: 'Find a camera' }).fill('gate');
  await page.getByText('1 of 2').waitFor();
  await page.getByRole('link', { name: 'Rear gate' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Front gate');
  await press('Save');
  await page.getByText('Saved.').waitFor();
  expect(site.cameras[1]?.name).toBe('Front gate');
  await press('Remove the camera');
  await page.getByLabel('Type Front gate to go on').fill('Front gate');
  await press('Remove');
  await page.getByRole('table').waitFor();
  expect(site.cameras.map(({ name }) => name)).toEqual(['Lobby']);
});

test('signing in goes on where one was, and signing out ends it', async () => {
  site.addCamera('Lobby');
  await visit('/settings/cameras');
  await page.getByLabel('Name', { exact: true }).fill('m.okafor');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.getByText('Name or password is wrong.').waitFor();
  site.refusals.set('/api/v1/session', problem(429, 'too_many_attempts', {}, 60));
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.getByText('Too many tries.').waitFor();
  site.refusals.clear();
  await page.reload();
  await page.getByLabel('Name', { exact: true }).fill('m.okafor');
  await page.getByLabel('Password', { exact: true }).fill('seven copper tunnels');
  await press('Sign in');
  await page.getByRole('link', { name: 'Lobby' }).waitFor();
  await press('Sign out');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(site.signedIn).toBe(false);
});

test('a session that ends while one works asks to sign in, and goes on there', async () => {
  site.signedIn = true;
  site.addCamera('Lobby');
  await visit('/status');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  site.signedIn = false;
  site.cutAll();
  await page.getByText('The session has ended.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('m.okafor');
  await page.getByLabel('Password', { exact: true }).fill('seven copper tunnels');
  await press('Sign in');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
});

test('locked keys are unlocked on the status page', async () => {
  site.signedIn = true;
  site.keeper = { answers: true, state: 'locked', recovery_proven: true };
  await visit('/status');
  await page.getByLabel('Passphrase of the keys', { exact: true }).fill('wrong');
  await press('Unlock');
  await page.getByText('This is not the passphrase.').waitFor();
  await page.getByLabel('Passphrase of the keys', { exact: true }).fill('a quiet harbour');
  await press('Unlock');
  await page.getByText('The keys are unlocked.').waitFor();
});
