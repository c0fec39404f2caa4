// Claiming a camera, as someone does who has it in the hand.
import { describe, expect, test } from 'vitest';
import { device, openCamera, signedOut, unclaimed } from './camera-of-paper';
import { jsonOf, problemOf, session, type Answers } from './device-answers';
import { button, click, field, soon, type } from './page';

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
    await soon(() => expect(document.activeElement).toBe(field(page, 'Claim code')));
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
    ['short', 'At least 15 characters are needed, 5 are typed.'],
    ['x'.repeat(129), 'This is too long.'],
    ['a tall M.OKAFOR tree', 'The password contains the name.'],
  ])('is not asked to take the password %s', async (password, words) => {
    const opened = openCamera(unclaimed());
    await typed(opened, password);
    await opened.saying(words);
    const { page, asked } = opened;
    await soon(() => expect(document.activeElement).toBe(field(page, 'Password')));
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
    await soon(() => expect(document.activeElement).toBe(code));
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
    await saying('This is not in the right form.');
    expect(page.querySelector('[role=alert]')).toBeNull();
    await soon(() => expect(document.activeElement).toBe(field(page, 'Name')));
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
    await soon(() => expect(asked('POST /setup')).toBe(2));
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
