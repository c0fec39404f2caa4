// The pages of the recorder as someone meets them, with a recorder made of paper.
import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import type { Socket } from '../../src/recorder/live/feed';
import Recorder from '../../src/recorder/Recorder.svelte';
import { makeStation } from '../../src/recorder/state/station';
import { deviceOf, jsonOf, problemOf, session, type Answers } from './device-answers';
import { button, click, field, find, HandClock, show, soon, textOf, type } from './page';
import { camera } from './recorder-samples';

function openRecorder(answers: Answers) {
  const { fetch, bodies } = deviceOf(answers);
  const clock = new HandClock(Date.UTC(2026, 10, 20, 20, 47, 16));
  const sockets: { address: string; socket: Socket }[] = [];
  const station = makeStation({
    clock,
    connect: (address) => {
      const socket: Socket = {
        binaryType: '',
        onopen: null,
        onmessage: null,
        onclose: null,
        close: () => {},
      };
      sockets.push({ address, socket });
      return socket;
    },
    fetch,
  });
  const page = show(Recorder, { station });
  const saying = (words: string): Promise<void> =>
    soon(() => {
      flushSync();
      expect(textOf(page)).toContain(words);
    });
  return { page, saying, bodies, clock, station, sockets };
}

const signedOut: Answers = {
  'GET /setup': () => jsonOf({ step: 'done' }),
  'GET /session': () => problemOf(401, 'not_signed_in'),
};

describe('signing in', () => {
  test('is asked for, and nothing else is shown', async () => {
    const { page, saying } = openRecorder(signedOut);
    await saying('Recording goes on whether or not anyone is signed in.');
    expect(page.querySelector('nav')).toBeNull();
  });
  test('with a wrong password says so, and forgets the password', async () => {
    const { page, saying } = openRecorder({
      ...signedOut,
      'POST /session': () => problemOf(401, 'wrong_credentials'),
    });
    await saying('Password');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), 'wrong');
    click(button(page, 'Sign in'));
    await saying('Name or password is wrong.');
    expect(field(page, 'Password').value).toBe('');
  });
  test('too often says how long to wait, counts down, and does not ask meanwhile', async () => {
    const { page, saying, clock, bodies } = openRecorder({
      ...signedOut,
      'POST /session': () => problemOf(429, 'too_many_attempts', { 'Retry-After': '90' }),
    });
    await saying('Password');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), 'wrong');
    click(button(page, 'Sign in'));
    await saying('The next try is possible in 1:30.');
    clock.advance(60_000);
    await saying('The next try is possible in 0:30.');
    type(field(page, 'Password'), 'again');
    click(button(page, 'Sign in'));
    expect(bodies.filter(([name]) => name === 'POST /session')).toHaveLength(1);
    clock.advance(30_000);
    expect(textOf(page)).not.toContain('The next try');
  });
  test('without name or password says what is missing and asks nothing', async () => {
    const { page, saying, bodies } = openRecorder(signedOut);
    await saying('Password');
    click(button(page, 'Sign in'));
    await saying('A name is needed.');
    await saying('A password is needed.');
    expect(bodies.some(([name]) => name.startsWith('POST'))).toBe(false);
  });
});

describe('the first run', () => {
  const key = '2F7K-9QXM\n4TCD-HW83';
  function firstRun() {
    let step = 'claim';
    return openRecorder({
      'GET /setup': () => jsonOf({ step }),
      'GET /session': () => problemOf(401, 'not_signed_in'),
      'POST /setup': ({ claim_code }) => {
        if (claim_code !== 'H7QK-2M9T') return problemOf(403, 'wrong_claim_code');
        step = 'recovery';
        return jsonOf(session, 201);
      },
      'POST /setup/recovery-key': () => jsonOf({ recovery_key: key }),
      'POST /setup/recovery-key/proof': ({ recovery_key }) => {
        if (recovery_key !== '2f7k 9qxm 4tcd hw83') return problemOf(422, 'wrong_recovery_key');
        step = 'done';
        return jsonOf(undefined, 204);
      },
      'GET /cameras': () => jsonOf({ cameras: [] }),
    });
  }
  async function claim({ page, saying }: ReturnType<typeof firstRun>, code: string): Promise<void> {
    await saying('Show that this recorder is yours');
    type(field(page, 'Claim code'), code);
    click(button(page, 'Continue'));
    await saying('Make the administrator');
    type(field(page, 'Name'), 'm.okafor');
    type(field(page, 'Password'), 'seven copper tunnels');
    click(button(page, 'Create the administrator'));
  }

  test('with a wrong claim code goes back to it', async () => {
    const run = firstRun();
    await claim(run, 'WRONG');
    await run.saying('This is not the claim code.');
    expect(field(run.page, 'Claim code').value).toBe('WRONG');
  });
  test('shows the recovery key once, and takes it from the page when it is on paper', async () => {
    const run = firstRun();
    const { page, saying } = run;
    await claim(run, 'H7QK-2M9T');
    await saying('Keep the recovery key');
    expect(page.innerHTML).not.toContain('9QXM');
    click(button(page, 'Show the recovery key'));
    await saying('4TCD-HW83');
    click(button(page, 'I have it on paper'));
    await saying('Type the recovery key back');
    expect(page.innerHTML).not.toContain('9QXM');
  });
  test('goes on to the cameras once the key is proved, not before', async () => {
    const run = firstRun();
    const { page, saying } = run;
    await claim(run, 'H7QK-2M9T');
    await saying('Keep the recovery key');
    click(button(page, 'Show the recovery key'));
    await saying('4TCD-HW83');
    click(button(page, 'I have it on paper'));
    await saying('Type the recovery key back');
    type(field(page, 'Recovery key'), 'guess');
    click(button(page, 'Prove the key'));
    await saying('This is not the recovery key.');
    type(field(page, 'Recovery key'), '2f7k 9qxm 4tcd hw83');
    click(button(page, 'Prove the key'));
    await saying('Add the cameras');
    click(button(page, 'Later'));
    await saying('No camera is set up yet.');
  });
});

test('a recorder that cannot be reached is said not to answer, and gone on with once it does', async () => {
  const silence = (): never => {
    throw new TypeError('refused');
  };
  const answers: Answers = { 'GET /setup': silence, 'GET /healthz': silence };
  const { saying, clock } = openRecorder(answers);
  await saying('The recorder has not answered for 0:00.');
  Object.assign(answers, signedOut, { 'GET /healthz': () => jsonOf({ status: 'up' }) });
  clock.advance(2000);
  await saying('Recording goes on whether or not anyone is signed in.');
});

describe('the views', () => {
  const open = (): Answers => ({
    'GET /setup': () => jsonOf({ step: 'done' }),
    'GET /session': () => jsonOf(session),
    'GET /cameras': () => jsonOf({ cameras: [camera({ enabled: false })] }),
  });
  test('are there for someone who is signed in', async () => {
    const { page, saying } = openRecorder(open());
    await saying('m.okafor');
    await saying('The camera is switched off in the settings.');
    const links = [...find(page, 'header nav').querySelectorAll('a')].map(textOf);
    expect(links).toEqual(['Live', 'Playback', 'Status', 'Settings']);
  });
  test('give way to signing in when the session ends', async () => {
    const answers = open();
    const { saying, station } = openRecorder(answers);
    await saying('m.okafor');
    answers['GET /cameras'] = () => problemOf(401, 'not_signed_in');
    await station.cameras.refresh();
    await saying('The session has ended. Sign in to go on where you were.');
    expect(station.cameras.list).toBeUndefined();
  });
  test('say that the recorder is silent, since when, and when it is tried again', async () => {
    const { saying, clock, sockets, page } = openRecorder(open());
    await saying('m.okafor');
    const changes = sockets.find(({ address }) => address.endsWith('/ws/changes'))?.socket;
    changes?.onopen?.();
    changes?.onclose?.();
    clock.advance(500);
    expect(textOf(page)).not.toContain('has not answered');
    clock.advance(1500);
    await saying('The recorder has not answered for 0:02.');
  });
});
