// The page about hosts as someone meets it, on a camera made of paper.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FakeAccounts } from '../e2e/fake/accounts';
import { FakeHosts } from '../e2e/fake/hosts';
import { openCamera, signedIn } from './camera-of-paper';
import { jsonOf, problemOf, session, type Answers } from './device-answers';
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

const office = {
  id: '1'.repeat(32),
  action: 'allow' as const,
  address: '192.0.2.0/24',
  label: 'Office',
  enabled: true,
};
const retired = {
  id: '2'.repeat(32),
  action: 'deny' as const,
  address: '192.0.2.99',
  enabled: true,
};
const names = [
  ...['GET /host-access', 'PUT /host-access', 'POST /host-access/check'],
  ...['GET /change', 'DELETE /change', 'POST /change/confirm'],
];

async function openHosts(begin: (paper: FakeHosts) => void = () => {}) {
  const people = new FakeAccounts('m.okafor', password);
  const paper = new FakeHosts();
  paper.table = { enabled: true, otherwise: 'deny', rows: [retired, office], groups: [] };
  const answers: Answers = {
    ...signedIn(),
    'GET /session': () => jsonOf({ ...session, account: people.identity }),
  };
  for (const name of names) {
    const [method, path] = name.split(' ');
    answers[name] = (body) => {
      const answer = paper.answer(`${method} /api/v1${path}`, body, {
        name: people.own.name,
        password,
      });
      if (!answer) return problemOf(404, 'not_found');
      return new Response(answer.status === 204 ? null : String(answer.value), {
        status: answer.status,
        headers: { 'Content-Type': answer.type, ...answer.more },
      });
    };
  }
  const camera = openCamera(answers);
  paper.now = () => camera.clock.now();
  begin(paper);
  await camera.saying('Rear gate');
  await goTo('#/settings/hosts');
  await camera.saying('Try an address');
  return { ...camera, paper };
}
const named = (page: HTMLElement, label: string): HTMLElement =>
  find(page, `[aria-label="${label}"]`);
const rules = (page: HTMLElement): string[] =>
  [...page.querySelectorAll('[data-rule] code')].map(textOf);
const focused = (page: HTMLElement, label: string): Promise<void> =>
  vi.waitFor(() => expect(document.activeElement).toBe(named(page, label)));
const insist = (page: HTMLElement): void => {
  const dialog = [...page.querySelectorAll('dialog')].find((each) => each.open)!;
  find<HTMLFormElement>(dialog, 'form').dispatchEvent(
    new SubmitEvent('submit', { cancelable: true }),
  );
  flushSync();
};

describe('the list', () => {
  test('says who gets in, and which rule lets in whoever looks', async () => {
    const { page } = await openHosts();
    expect(rules(page)).toEqual(['192.0.2.99', '192.0.2.0/24']);
    expect(textOf(page)).toContain('You are let in: rule 2, Office, says so.');
    expect(textOf(page)).toContain('no IPv6 address may come in');
    expect(textOf(page)).toContain('The draft is what is in force.');
  });
  test('has rules moved by buttons that keep the keyboard, and says where they are', async () => {
    const { page, saying } = await openHosts();
    click(named(page, 'Move Office up'));
    await saying('Office is now rule 1 of 2.');
    expect(rules(page)).toEqual(['192.0.2.0/24', '192.0.2.99']);
    await focused(page, 'Move Office down');
    click(named(page, 'Move Office down'));
    await saying('Office is now rule 2 of 2.');
    await focused(page, 'Move Office up');
  });
  test('has the device say at the field what is no address, and takes what it reads', async () => {
    const { page, saying } = await openHosts();
    click(button(page, 'Add a rule'));
    click(button(page, 'Take into the draft'));
    await saying('An address is needed.');
    type(field(page, 'Address'), '192.0.2.300');
    type(field(page, 'Place'), '1');
    click(button(page, 'Take into the draft'));
    await saying('This is no address, network or range');
    expect(field(page, 'Address').value).toBe('192.0.2.300');
    type(field(page, 'Address'), '2001:db8::/64');
    click(button(page, 'Take into the draft'));
    await saying('The draft is not in force yet.');
    expect(rules(page)).toEqual(['2001:db8::/64', '192.0.2.99', '192.0.2.0/24']);
  });
  test('has groups, whose lines are looked at, and which stay while a rule is about them', async () => {
    const { page, saying } = await openHosts();
    click(button(page, 'Add a group'));
    type(field(page, 'Name of the group'), 'Guards');
    const lines = find<HTMLTextAreaElement>(page, 'textarea');
    const typeLines = (text: string): void => {
      lines.value = text;
      lines.dispatchEvent(new Event('input', { bubbles: true }));
      flushSync();
    };
    typeLines('198.51.100.7\n\nguard');
    click(button(page, 'Take into the draft'));
    await saying('Line 3 (guard) is no address.');
    typeLines('198.51.100.7\n2001:db8::7');
    click(button(page, 'Take into the draft'));
    await saying('Guards 2 addresses');
    click(named(page, 'Edit Office'));
    const about = [...page.querySelectorAll('select')].find((each) =>
      [...each.options].some((option) => option.value === '=Guards'),
    )!;
    about.value = '=Guards';
    about.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
    click(button(page, 'Take into the draft'));
    await saying('Used by rule 2');
    click(named(page, 'Remove Guards'));
    await saying('Guards stays: rule 2 is about it.');
  });
  test('tells whether an address would get in with the draft', async () => {
    const { page, saying } = await openHosts();
    click(named(page, 'Remove 192.0.2.99'));
    type(field(page, 'Address to try'), '192.0.2.99');
    click(button(page, 'Try'));
    await saying('192.0.2.99 gets in');
    await saying('Because rule 1, Office, says so.');
    type(field(page, 'Address to try'), 'somewhere');
    click(button(page, 'Try'));
    await saying('This is no IP address.');
  });
  test('keeps what was typed when nobody could come in, and says so', async () => {
    const { page, saying, paper } = await openHosts();
    click(named(page, 'Remove Office'));
    click(button(page, 'Apply'));
    await saying('With this list nobody could reach the device any more.');
    expect(rules(page)).toEqual(['192.0.2.99']);
    expect(paper.pending).toBeUndefined();
  });
  test('leaves a draft beside what somebody else put in force meanwhile', async () => {
    const { page, saying, paper } = await openHosts();
    click(named(page, 'Remove 192.0.2.99'));
    paper.begin({ enabled: true, otherwise: 'deny', rows: [office] }, 't.ruiz');
    paper.keep();
    paper.begin({ enabled: true, otherwise: 'allow', rows: [retired] }, 't.ruiz');
    paper.keep();
    click(button(page, 'Apply'));
    await saying('Another list is in force than the one your draft was made from');
    expect(rules(page)).toEqual(['192.0.2.0/24']);
    click(button(page, 'Go on with my draft'));
    click(button(page, 'Apply'));
    await saying('Applied, not yet confirmed.');
  });
});

describe('a list that is applied', () => {
  async function applied() {
    const opened = await openHosts();
    click(named(opened.page, 'Remove 192.0.2.99'));
    click(button(opened.page, 'Apply'));
    await opened.saying('Applied, not yet confirmed.');
    return opened;
  }

  test('is kept with the password', async () => {
    const { page, saying, paper } = await applied();
    expect(textOf(find(page, '[role=timer]'))).toBe('2:00');
    expect(page.querySelector('[aria-label="Remove Office"]')).toBeNull();
    click(button(page, 'Keep the change'));
    type(field(page, 'Your password'), 'wrong');
    click(button(page, 'Keep'));
    await saying('This is not your present password.');
    paper.oldConnections = 1;
    type(field(page, 'Your password'), password);
    click(button(page, 'Keep'));
    await saying('The change is kept.');
    expect(paper.pending).toBeUndefined();
    expect(page.innerHTML).not.toContain(password);
    await saying('The draft is what is in force.');
  });
  test('waits with who has tried too often', async () => {
    const { page, saying, paper } = await applied();
    paper.triesLeft = 0;
    click(button(page, 'Keep the change'));
    type(field(page, 'Your password'), password);
    click(button(page, 'Keep'));
    await saying('The next try is possible in 0:30.');
  });
  test('is undone on demand, and what was changed is a draft again', async () => {
    const { page, saying } = await applied();
    click(button(page, 'Undo now'));
    await saying('The change is undone. The old list is in force again.');
    await saying('What you had changed is still here as a draft.');
    expect(rules(page)).toEqual(['192.0.2.0/24']);
  });
  test('is undone by the end of its time, and the page says that the old one is back', async () => {
    const { saying, clock, paper } = await applied();
    clock.advance(120_500);
    await saying('The time is up. The old list is in force again.');
    expect(paper.table.rows).toHaveLength(2);
  });
  test('goes on to count while another page is looked at', async () => {
    const { page, saying, clock } = await applied();
    await goTo('#/account');
    clock.advance(20_000);
    await goTo('#/settings/hosts');
    await saying('Keep the change');
    expect(textOf(find(page, '[role=timer]'))).toBe('1:40');
  });
  test('would keep out whoever applies it only when they insist', async () => {
    const { page, saying, paper } = await openHosts();
    click(named(page, 'Move Office up'));
    click(named(page, 'Edit Office'));
    type(field(page, 'Address'), '203.0.113.0/24');
    click(button(page, 'Take into the draft'));
    await saying('203.0.113.0/24');
    click(button(page, 'Apply'));
    await saying('This list would keep you out');
    expect(paper.pending).toBeUndefined();
    insist(page);
    await saying('Applied, not yet confirmed.');
    expect(textOf(page)).toContain('You would not be let in again');
  });
});

describe('a change that waits when the page is opened', () => {
  const other = { enabled: true, otherwise: 'deny' as const, rows: [office] };

  test('of somebody else is shown with its end, and can be undone', async () => {
    const { page, saying, paper } = await openHosts((each) => each.begin(other, 't.ruiz', 60));
    await saying('t.ruiz made it from 192.0.2.14. Only they can keep it');
    expect(textOf(find(page, '[role=timer]'))).toBe('1:00');
    expect(page.querySelector('.keep')).toBeNull();
    click(button(page, 'Undo now'));
    await saying('The change is undone.');
    expect(paper.table.rows).toHaveLength(2);
    expect(rules(page)).toEqual(['192.0.2.99', '192.0.2.0/24']);
  });
  test('of this account in another window can be undone, and not kept', async () => {
    const { page, saying } = await openHosts((each) => each.begin(other, 'm.okafor', 60));
    await saying('It was made with this account, in another window');
    expect(page.querySelector('.keep')).toBeNull();
    click(button(page, 'Undo now'));
    await saying('The change is undone.');
  });
});
