// The page of the camera as someone meets it, with a camera made of paper.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Device } from '../../src/camera/api';
import Camera from '../../src/camera/Camera.svelte';
import { makeStation } from '../../src/camera/station';
import { i18n } from '../../src/i18n/language.svelte';
import { deviceOf, jsonOf, problemOf, session, type Answers } from './device-answers';
import { button, click, field, find, HandClock, show, textOf, type } from './page';

const device: Device = {
  name: 'Rear gate',
  model: 'Custody synthetic camera',
  serial: '0123456789abcdef',
  version: '0.2.0',
  fingerprint: Array(32).fill('9C').join(':'),
  streams: [
    {
      name: 'main',
      url: 'rtsps://gate:322/main',
      codec: 'H.264',
      width: 1920,
      height: 1080,
      fps: 25,
      audio: true,
    },
    {
      name: 'sub',
      url: 'rtsps://gate:322/sub',
      codec: 'H.264',
      width: 640,
      height: 360,
      fps: 25,
      audio: false,
    },
  ],
};
const up = { 'GET /healthz': () => jsonOf({ status: 'up' }) };
const unclaimed = (): Answers => ({ ...up, 'GET /setup': () => jsonOf({ claimed: false }) });
const signedOut = (): Answers => ({
  ...up,
  'GET /setup': () => jsonOf({ claimed: true }),
  'GET /session': () => problemOf(401, 'not_signed_in'),
});
const signedIn = (): Answers => ({
  ...up,
  'GET /setup': () => jsonOf({ claimed: true }),
  'GET /session': () => jsonOf(session),
  'GET /device': () => jsonOf(device),
});
const silence = (): never => {
  throw new TypeError('refused');
};

function openCamera(answers: Answers) {
  const { fetch, bodies } = deviceOf(answers);
  const clock = new HandClock(Date.UTC(2026, 10, 20, 20, 47, 16));
  const page = show(Camera, { station: makeStation({ clock, fetch }) });
  const saying = (words: string): Promise<void> =>
    vi.waitFor(() => {
      flushSync();
      expect(textOf(page)).toContain(words);
    });
  const asked = (name: string): number => bodies.filter(([each]) => each === name).length;
  return { page, saying, bodies, asked, clock };
}
async function goTo(fragment: string): Promise<void> {
  location.hash = fragment;
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  flushSync();
}
afterEach(async () => {
  i18n.choose('en');
  if (location.hash !== '') await goTo('');
});

describe('a camera that nobody has claimed', () => {
  async function typed(opened: ReturnType<typeof openCamera>, password: string): Promise<void> {
    const { page, saying } = opened;
    await saying('Show that this camera is yours');
    type(field(page, 'Claim code'), 'h7qk 2m9t x4cw');
    click(button(page, 'Continue'));
    await saying('Make the account');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), password);
    click(button(page, 'Create the account'));
  }

  test('says where the claim code is, and goes on only with one', async () => {
    const { page, saying } = openCamera(unclaimed());
    await saying('The claim code is on the label of the camera or shown by its console');
    click(button(page, 'Continue'));
    await saying('The claim code is needed.');
    await vi.waitFor(() => expect(document.activeElement).toBe(field(page, 'Claim code')));
  });

  test('is claimed with its code, and then shows what it is', async () => {
    const answers = {
      ...unclaimed(),
      'POST /setup': () => jsonOf(session, 201),
      'GET /device': () => jsonOf(device),
    };
    const opened = openCamera(answers);
    await typed(opened, 'seven copper tunnels');
    await opened.saying('rtsps://gate:322/main');
    expect(opened.bodies.find(([name]) => name === 'POST /setup')?.[1]).toEqual({
      claim_code: 'h7qk 2m9t x4cw',
      name: 'm.okafor',
      password: 'seven copper tunnels',
    });
  });

  test.each([
    ['short', 'At least 12 characters are needed, 5 are typed.'],
    ['x'.repeat(129), 'This is too long.'],
    ['a tall M.OKAFOR tree', 'The password contains the name.'],
  ])('is not asked to take the password %s', async (password, words) => {
    const opened = openCamera(unclaimed());
    await typed(opened, password);
    await opened.saying(words);
    const { page, asked } = opened;
    await vi.waitFor(() => expect(document.activeElement).toBe(field(page, 'Password')));
    expect(asked('POST /setup')).toBe(0);
  });

  test('that refuses the code is asked for it again, with the name kept and the password forgotten', async () => {
    const opened = openCamera({
      ...unclaimed(),
      'POST /setup': () => problemOf(403, 'wrong_claim_code'),
    });
    await typed(opened, 'seven copper tunnels');
    const { page, saying } = opened;
    await saying('This is not the claim code. Look at it again on the label');
    const code = field(page, 'Claim code');
    expect([code.value, code.getAttribute('aria-invalid')]).toEqual(['h7qk 2m9t x4cw', 'true']);
    await vi.waitFor(() => expect(document.activeElement).toBe(code));
    click(button(page, 'Continue'));
    await saying('Make the account');
    expect([field(page, 'Name').value, field(page, 'Password').value]).toEqual(['m.okafor', '']);
  });

  test('says what is wrong with a field at the field', async () => {
    const opened = openCamera({
      ...unclaimed(),
      'POST /setup': () =>
        problemOf(422, 'invalid_fields', {}, [{ field: '/name', code: 'malformed' }]),
    });
    await typed(opened, 'seven copper tunnels');
    const { page, saying } = opened;
    await saying('This is not accepted.');
    expect(page.querySelector('[role=alert]')).toBeNull();
    await vi.waitFor(() => expect(document.activeElement).toBe(field(page, 'Name')));
  });

  test('that is tried too often says how long to wait, counts down, and is not asked meanwhile', async () => {
    const opened = openCamera({
      ...unclaimed(),
      'POST /setup': () => problemOf(429, 'too_many_attempts', { 'Retry-After': '60' }),
    });
    await typed(opened, 'seven copper tunnels');
    const { page, saying, clock, asked } = opened;
    await saying('The next try is possible in 1:00.');
    clock.advance(20_000);
    await saying('The next try is possible in 0:40.');
    type(field(page, 'Password'), 'seven copper tunnels');
    click(button(page, 'Create the account'));
    expect(asked('POST /setup')).toBe(1);
    clock.advance(40_000);
    click(button(page, 'Create the account'));
    await vi.waitFor(() => expect(asked('POST /setup')).toBe(2));
  });

  test('that somebody else claimed meanwhile says so, and offers to sign in', async () => {
    const answers: Answers = {
      ...unclaimed(),
      'POST /setup': () => problemOf(409, 'already_set_up'),
    };
    const opened = openCamera(answers);
    await typed(opened, 'seven copper tunnels');
    const { page, saying } = opened;
    await saying('If that was nobody of yours, someone else has the account of this camera.');
    Object.assign(answers, signedOut());
    click(button(page, 'Sign in'));
    await saying('The camera goes on sending whether or not anyone is signed in.');
  });
});

describe('signing in to the camera', () => {
  test('with a wrong password says so, forgets it, and waits for another', async () => {
    const { page, saying } = openCamera({
      ...signedOut(),
      'POST /session': () => problemOf(403, 'wrong_credentials'),
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

  test('has no navigation, for there is nothing else to go to', async () => {
    const { page, saying } = openCamera(signedIn());
    await saying('Rear gate');
    expect(page.querySelector('nav')).toBeNull();
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
