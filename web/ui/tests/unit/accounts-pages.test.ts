// The pages about accounts as someone meets them, on a camera made of paper that has some.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { FakeAccounts, recoveryCodes } from '../e2e/fake/accounts';
import { openCamera, signedIn, signedOut } from './camera-of-paper';
import { jsonOf, problemOf, session, sessionOf, type Answers } from './device-answers';
import { button, click, field, find, textOf, type } from './page';

const password = 'seven copper tunnels';
async function goTo(fragment: string): Promise<void> {
  location.hash = fragment;
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  flushSync();
}
afterEach(async () => {
  if (location.hash !== '') await goTo('');
});

function openAccounts() {
  const people = new FakeAccounts('m.okafor', password);
  const clerk = people.add('clerk', 'viewer');
  const answers: Answers = { ...signedIn(), 'GET /session': () => sessionNow() };
  const sessionNow = (): Response => jsonOf({ ...session, account: people.identity });
  const add = (name: string, pattern = name, id = ''): void => {
    const [method, path] = pattern.split(' ');
    answers[name] = (body) => {
      const answer = people.answer(`${method} /api/v1${path}`, id, body);
      if (!answer) return problemOf(404, 'not_found');
      return new Response(answer.status === 204 ? null : String(answer.value), {
        status: answer.status,
        headers: { 'Content-Type': answer.type },
      });
    };
  };
  for (const name of [
    'GET /accounts',
    'POST /accounts',
    'GET /sessions',
    'GET /tokens',
    'POST /tokens',
    'GET /password-policy',
    'PUT /password-policy',
    'POST /session/password',
    'POST /session/second-factor',
    'POST /session/second-factor/confirmation',
  ])
    add(name);
  for (const { account } of [people.own, clerk]) {
    add(`PATCH /accounts/${account}`, 'PATCH /accounts/*', account);
    add(`DELETE /accounts/${account}`, 'DELETE /accounts/*', account);
  }
  return { ...openCamera(answers), people, clerk };
}
const within = (page: HTMLElement, label: string): HTMLElement =>
  find(page, `[aria-label="${label}"]`);

test('a second factor is asked for after the password, and can be gone back from', async () => {
  const { page, saying, bodies } = openCamera({
    ...signedOut(),
    ...{ 'GET /device': signedIn()['GET /device']! },
    'POST /session': ({ code }) =>
      code === '123456' ? jsonOf(session, 201) : problemOf(401, 'second_factor_required'),
  });
  await saying('Password');
  type(field(page, 'Name'), 'm.okafor');
  type(field(page, 'Password'), password);
  click(button(page, 'Sign in'));
  await saying('Second factor');
  expect(field(page, 'Code').autocomplete).toBe('one-time-code');
  expect(page.innerHTML).not.toContain(password);
  type(field(page, 'Code'), ' 123456 ');
  click(button(page, 'Sign in'));
  await saying('Rear gate');
  expect(bodies.filter(([name]) => name === 'POST /session').at(-1)?.[1]).toEqual({
    name: 'm.okafor',
    password,
    code: '123456',
  });
});

test('a password that must be changed lets nothing else through, whatever the address', async () => {
  let due = true;
  const { page, saying, asked } = openCamera({
    ...signedIn(),
    'GET /session': () => jsonOf(sessionOf(['view-status'], { must_change_password: due })),
    'POST /session/password': () => {
      due = false;
      return jsonOf(undefined, 204);
    },
  });
  await saying('Choose a new password');
  await goTo('#/account');
  expect(textOf(find(page, 'h1'))).toBe('Choose a new password');
  expect(asked('GET /device')).toBe(0);
  type(field(page, 'Present password'), password);
  type(field(page, 'New password'), 'nine quiet harbours');
  click(button(page, 'Change the password'));
  await saying('Own account');
});

describe('the own account', () => {
  test('has a second factor set up, and its recovery codes are shown once', async () => {
    const { page, saying } = openAccounts();
    await saying('Rear gate');
    await goTo('#/account');
    click(button(page, 'Set up a second factor'));
    type(field(within(page, 'Second factor'), 'Present password'), 'wrong');
    const present = find<HTMLInputElement>(within(page, 'Second factor'), 'input');
    click(find(within(page, 'Second factor'), 'button.primary'));
    await saying('This is not your present password.');
    type(present, password);
    click(find(within(page, 'Second factor'), 'button.primary'));
    await saying('Scan this with the app');
    expect(find(page, 'svg[role=img] path').getAttribute('d')).toMatch(/^M/);
    type(field(page, 'Code'), '123 456');
    click(button(page, 'Confirm'));
    await saying(recoveryCodes[0]!);
    click(button(page, 'I have them in a safe place'));
    await saying('A second factor is set up.');
    expect(page.innerHTML).not.toContain(recoveryCodes[0]);
  });
});

describe('the accounts', () => {
  test('are listed, and can be searched', async () => {
    const { page, saying } = openAccounts();
    await saying('Rear gate');
    await goTo('#/settings/accounts');
    await saying('clerk');
    expect(page.querySelectorAll('main tbody tr')).toHaveLength(2);
    type(find(page, 'input[role=searchbox]'), 'administrator');
    expect(page.querySelectorAll('main tbody tr')).toHaveLength(1);
  });
  test('say at the name that it is taken, and lose nothing that was typed', async () => {
    const { page, saying, people } = openAccounts();
    await saying('Rear gate');
    await goTo('#/settings/accounts/add');
    type(field(page, 'Name'), 'clerk');
    type(field(page, 'First password'), 'nine quiet harbours');
    click(button(page, 'Make the account'));
    await saying('Another account has this name.');
    expect(field(page, 'First password').value).toBe('nine quiet harbours');
    type(field(page, 'Name'), 'second clerk');
    click(button(page, 'Make the account'));
    await saying('Who may do what on this device.');
    expect(people.list.map(({ name }) => name)).toEqual(['m.okafor', 'clerk', 'second clerk']);
  });
  test('keep their last administrator, and say so', async () => {
    const { page, saying, people } = openAccounts();
    await saying('Rear gate');
    await goTo(`#/settings/accounts/${people.own.account}`);
    await saying('Remove the account');
    click(button(page, 'Remove the account'));
    const dialog = [...page.querySelectorAll('dialog')].at(-1)!;
    type(find(dialog, 'input'), 'm.okafor');
    find<HTMLFormElement>(dialog, 'form').dispatchEvent(
      new SubmitEvent('submit', { cancelable: true }),
    );
    await saying('This is the last administrator.');
  });
  test.each([
    ['#/settings/access', 'Who is signed in, and from where.'],
    ['#/settings/access-review', '2 accounts'],
    ['#/settings/passwords', 'As the guides of vendors'],
  ])('have a page at %s', async (address, words) => {
    const { saying } = openAccounts();
    await saying('Rear gate');
    await goTo(address);
    await saying(words);
  });
});
