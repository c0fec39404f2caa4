// The page of the camera as someone meets it who has claimed it.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { i18n } from '../../src/i18n/language.svelte';
import { device, openCamera, signedIn, signedOut, silence, unclaimed, up } from './camera-of-paper';
import { jsonOf, problemOf, session, sessionOf, type Answers } from './device-answers';
import { button, click, field, find, textOf, type } from './page';

async function goTo(fragment: string): Promise<void> {
  location.hash = fragment;
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  flushSync();
}
afterEach(async () => {
  i18n.choose('en');
  if (location.hash !== '') await goTo('');
});

describe('signing in to the camera', () => {
  test('with a wrong password says so, forgets it, and waits for another', async () => {
    const { page, saying } = openCamera({
      ...signedOut(),
      'POST /session': () => problemOf(401, 'wrong_credentials'),
    });
    await saying('Password');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), 'wrong');
    click(button(page, 'Sign in'));
    await saying('Name or password is wrong.');
    expect(field(page, 'Password').value).toBe('');
    expect(document.activeElement).toBe(field(page, 'Password'));
  });

  test('leads to what it is, and signing out back', async () => {
    const answers: Answers = {
      ...signedOut(),
      'POST /session': () => jsonOf(session, 201),
      'GET /device': () => jsonOf(device),
      'DELETE /session': () => jsonOf(undefined, 204),
    };
    const { page, saying } = openCamera(answers);
    await saying('Password');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), 'seven copper tunnels');
    click(button(page, 'Sign in'));
    await saying('Rear gate');
    click(find(page, 'header .instruments button'));
    await saying('The camera goes on sending whether or not anyone is signed in.');
    expect(textOf(page)).not.toContain('Rear gate');
  });
});

describe('the page of the camera', () => {
  test('shows what it is and what a recorder needs to know', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    expect(document.title).toBe('Rear gate · Custody');
    for (const words of [
      'Custody synthetic camera',
      '0123456789abcdef',
      '0.2.0',
      'm.okafor',
      'H.264 · 1920 × 1080 · 25 fps · with sound',
      'H.264 · 640 × 360 · 25 fps · without sound',
    ])
      expect(textOf(page)).toContain(words);
    expect(textOf(find(page, '[data-fingerprint]'))).toBe(device.fingerprint);
    await saying('The camera answers.');
  });

  test('copies the address of each stream, or says that it may not', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    const writeText = vi.fn(async (_text: string) => {});
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    click(button(page, 'Copy the address of the sub-stream'));
    await saying('Copied');
    expect(writeText).toHaveBeenCalledWith('rtsps://gate:322/sub');
    writeText.mockRejectedValue(new Error('denied'));
    click(button(page, 'Copy the fingerprint'));
    await saying('The browser did not allow it. Select the text instead.');
  });

  test('says that the camera is silent, and asks it anew once it is back', async () => {
    const answers = signedIn();
    const { saying, clock, asked } = openCamera(answers);
    await saying('The camera answers.');
    answers['GET /healthz'] = silence;
    clock.advance(5000);
    await saying('The camera has not answered for');
    const before = asked('GET /device');
    Object.assign(answers, up, { 'GET /device': () => jsonOf({ ...device, name: 'Front gate' }) });
    clock.advance(5000);
    await saying('Front gate');
    expect(asked('GET /device')).toBe(before + 1);
  });

  test('gives way to signing in when the session is over', async () => {
    const answers = signedIn();
    const { saying, clock } = openCamera(answers);
    await saying('Rear gate');
    answers['GET /device'] = () => problemOf(401, 'not_signed_in');
    clock.advance(3_600_000);
    clock.advance(3_600_000);
    await saying('The session has ended. Sign in to go on where you were.');
  });

  test('says so when signing out fails', async () => {
    const { page, saying } = openCamera({ ...signedIn(), 'DELETE /session': silence });
    await saying('Rear gate');
    click(find(page, 'header .instruments button'));
    await saying('The camera cannot be reached from this browser.');
    await saying('Rear gate');
  });

  test('has no navigation for whoever has nothing else to go to', async () => {
    const answers = { ...signedIn(), 'GET /session': () => jsonOf(sessionOf(['view-status'])) };
    const { page, saying } = openCamera(answers);
    await saying('Rear gate');
    expect(page.querySelector('nav')).toBeNull();
  });

  test('leads to the accounts whoever may review them', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    expect([...find(page, 'header nav').querySelectorAll('a')].map(textOf)).toEqual([
      'Camera',
      'Accounts',
    ]);
  });

  test('shows an account that may not see it its own page, and asks nothing of the camera', async () => {
    const answers = { ...signedIn(), 'GET /session': () => jsonOf(sessionOf([])) };
    const { saying, asked } = openCamera(answers);
    await saying('Own account');
    expect(asked('GET /device')).toBe(0);
  });

  test('says that an unknown address is unknown, and leads back', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    await goTo('#/nowhere');
    expect(textOf(find(page, 'h1'))).toBe('Nothing at this address');
    expect(textOf(page)).toContain('/nowhere');
    expect(find(page, 'main a').getAttribute('href')).toBe('#/');
  });

  test('offers the other language in its own words and changes at once', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    const other = find(page, 'header button[lang=ja]');
    expect(textOf(other)).toBe('日本語');
    click(other);
    expect(textOf(page)).toContain('レコーダーへの追加');
    expect(textOf(find(page, 'header button[lang=en]'))).toBe('English');
  });

  test('lets one skip to the content and leaves the address alone', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    const before = location.hash;
    Element.prototype.scrollIntoView = vi.fn();
    click(find(page, '.skip'));
    expect(document.activeElement).toBe(find(page, 'main'));
    expect(location.hash).toBe(before);
  });
});

describe('a camera that cannot be reached', () => {
  test('is said not to answer, is asked on, and is gone on with once it does', async () => {
    const answers: Answers = { 'GET /setup': silence, 'GET /healthz': silence };
    const { saying, clock } = openCamera(answers);
    await saying('The camera has not answered for 0:00.');
    await saying('Whether it sends pictures cannot be seen from here.');
    Object.assign(answers, signedIn());
    clock.advance(5000);
    await saying('Rear gate');
  });

  test('while one types is said to be silent, and what is typed stays', async () => {
    const answers = unclaimed();
    const { page, saying, clock } = openCamera(answers);
    await saying('Show that this camera is yours');
    type(field(page, 'Claim code'), 'H7QK');
    answers['GET /healthz'] = silence;
    clock.advance(5000);
    await saying('The camera does not answer.');
    expect(field(page, 'Claim code').value).toBe('H7QK');
  });

  test('is not mistaken for one that answers but fails', async () => {
    const { saying } = openCamera({ ...up, 'GET /setup': () => problemOf(500, 'internal') });
    await saying('The camera failed at this. Its log says more.');
    await saying('The camera answers.');
  });
});
