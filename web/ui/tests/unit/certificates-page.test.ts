// The pages about certificates and authorities as someone meets them, on a camera made of paper.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { FakeAccounts } from '../e2e/fake/accounts';
import { FakeHosts } from '../e2e/fake/hosts';
import { FakeCertificates, filePassphrase } from '../e2e/fake/server-certificates';
import { openCamera, signedIn } from './camera-of-paper';
import { jsonOf, problemOf, session, sessionOf, type Answers } from './device-answers';
import { goTo, password } from './hosts-of-paper';
import { button, click, field, find, textOf, type } from './page';

const id = (digit: string): string => digit.repeat(32);
const names = [
  ...['GET /certificates', 'POST /certificates', 'PUT /web-certificate', 'GET /authorities'],
  ...['POST /authorities', 'GET /change', 'DELETE /change', 'POST /change/confirm'],
  `PUT /certificates/${id('2')}/chain`,
  `DELETE /certificates/${id('3')}`,
  `PUT /authorities/${id('4')}/crl`,
];

async function openAt(address: string, permissions?: readonly string[]) {
  const people = new FakeAccounts('m.okafor', password);
  const hosts = new FakeHosts();
  hosts.now = () => Date.UTC(2026, 10, 20);
  const paper = new FakeCertificates(hosts);
  const account = permissions
    ? sessionOf(permissions).account
    : { ...session.account, ...people.identity };
  const answers: Answers = {
    ...signedIn(),
    'GET /session': () => jsonOf({ ...session, account }),
  };
  for (const name of names) {
    const [method, path = ''] = name.split(' ');
    const pattern = `${method} /api/v1${path.replace(/\/[0-9a-f]{32}(?=\/|$)/, '/*')}`;
    const of = /[0-9a-f]{32}/.exec(path)?.[0] ?? '';
    answers[name] = (body) => {
      const answer =
        paper.answer(pattern, of, body, people.own.name) ??
        hosts.answer(pattern, body, { name: people.own.name, password });
      if (!answer) return problemOf(404, 'not_found');
      return new Response(answer.status === 204 ? null : String(answer.value), {
        status: answer.status,
        headers: { 'Content-Type': answer.type, ...answer.more },
      });
    };
  }
  const camera = openCamera(answers);
  hosts.now = () => camera.clock.now();
  await camera.saying('Rear gate');
  await goTo(`#${address}`);
  return { ...camera, paper, hosts };
}
const write = (page: HTMLElement, label: string, text: string): void => {
  const found = [...page.querySelectorAll('label')].find((each) => textOf(each) === label);
  const area = find<HTMLTextAreaElement>(page, `textarea[id="${found?.htmlFor}"]`);
  area.value = text;
  area.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
};

afterEach(async () => {
  if (location.hash !== '') await goTo('');
});

describe('what the web pages show', () => {
  async function chosen() {
    const opened = await openAt(`/settings/certificates/${id('1')}`);
    await opened.saying('Harbour 2026');
    expect(textOf(opened.page)).toContain('The streams of this camera show it as well.');
    click(button(opened.page, 'Show this one'));
    await opened.saying('Applied, not yet confirmed.');
    return opened;
  }

  test('is changed at once, and kept with the password', async () => {
    const { page, saying, paper, hosts } = await chosen();
    expect(paper.shown).toBe(id('1'));
    click(button(page, 'Keep the change'));
    hosts.oldConnections = 1;
    type(field(page, 'Your password'), password);
    click(button(page, 'Keep'));
    await saying('The change is kept. The certificate is shown for good.');
    expect(page.innerHTML).not.toContain(password);
    await saying('It cannot be removed: the web pages use it.');
    await saying('It is in use, so its certificates stay as they are.');
  });
  test('goes back by the end of its time', async () => {
    const { saying, clock, paper } = await chosen();
    clock.advance(120_500);
    await saying('The time is up. The certificate of before is shown again.');
    expect(paper.shown).toBeNull();
  });
  test('goes back on demand', async () => {
    const { page, saying, paper } = await chosen();
    click(button(page, 'Undo now'));
    await saying('The change is undone. The certificate of before is shown again.');
    expect(paper.shown).toBeNull();
  });
  test('is not chosen while another change waits', async () => {
    const { page, saying, hosts } = await openAt(`/settings/certificates/${id('1')}`);
    await saying('Harbour 2026');
    hosts.begin(hosts.table, 't.ruiz');
    click(button(page, 'Show this one'));
    await saying('Until the change is kept or undone, no other is chosen and none is removed.');
    await saying('It is about other settings: the list of hosts.');
  });
  test('is not asked about by who may not choose', async () => {
    const { page, saying, asked } = await openAt('/settings/certificates', [
      'view-status',
      'review-access',
      'manage-certificates',
    ]);
    await saying('Harbour 2026');
    expect(asked('GET /change')).toBe(0);
    expect(textOf(page)).toContain('Add a certificate');
    expect(textOf(page)).not.toContain('Show the one of the first start');
  });
});

describe('a certificate', () => {
  test('that waits takes only its own answer, and says why not another', async () => {
    const { page, saying } = await openAt(`/settings/certificates/${id('2')}`);
    await saying('It can be shown once it is installed.');
    write(page, 'Or paste them as PEM', 'another');
    click(button(page, 'Install'));
    await saying('None of the certificates is of this key.');
    write(page, 'Or paste them as PEM', 'the answer');
    click(button(page, 'Install'));
    await saying('It is installed. It is shown once you choose it.');
    await saying('Show this one');
  });
  test('that is over cannot be shown', async () => {
    const { page, saying } = await openAt(`/settings/certificates/${id('3')}`);
    await saying('It cannot be shown: it is not valid now.');
    expect(textOf(page)).toContain('(is over)');
  });
  test('is imported, and its passphrase forgotten after each try', async () => {
    const { page, saying, bodies, paper } = await openAt('/settings/certificates/add');
    await saying('Make the request');
    const radios = page.querySelectorAll<HTMLElement>('[role=radio]');
    click(radios[2]!);
    click(button(page, 'Import the key'));
    await saying('This is needed.');
    type(field(page, 'Label'), 'Old recorder');
    write(page, 'Or paste it as PEM', 'a sealed key');
    click(button(page, 'Import the key'));
    await saying('The file is encrypted. Its passphrase is needed.');
    type(field(page, 'Passphrase of the file'), 'wrong');
    click(button(page, 'Import the key'));
    await saying('The passphrase is wrong, or the file is damaged.');
    expect(field(page, 'Passphrase of the file').value).toBe('');
    type(field(page, 'Passphrase of the file'), filePassphrase);
    click(button(page, 'Import the key'));
    await saying('What it says');
    expect(paper.servers).toHaveLength(4);
    expect(bodies.filter(([name]) => name === 'POST /certificates')).toHaveLength(3);
    expect(page.innerHTML).not.toContain(filePassphrase);
  });
});

describe('an authority', () => {
  test('is one only with the right file', async () => {
    const { page, saying, paper } = await openAt('/settings/authorities');
    await saying('nobody is believed by it');
    click(button(page, 'Add an authority'));
    type(field(page, 'Label'), 'City');
    write(page, 'Or paste it as PEM', 'a server');
    click(button(page, 'Believe it'));
    await saying('This is not the certificate of an authority (CA:TRUE is missing).');
    write(page, 'Or paste it as PEM', 'an authority');
    click(button(page, 'Believe it'));
    await saying('City is believed. Compare its fingerprint.');
    expect(paper.authorities).toHaveLength(2);
  });
  test('takes only its own list', async () => {
    const { page, saying, paper } = await openAt(`/settings/authorities/${id('4')}`);
    await saying('nobody is believed by it');
    write(page, 'Or paste it as PEM', 'of another');
    click(button(page, 'Install the list'));
    await saying('The list is not signed by this authority.');
    write(page, 'Or paste it as PEM', 'the list');
    click(button(page, 'Install the list'));
    await saying('The list is installed.');
    expect(paper.authorities[0]?.crl?.fresh).toBe(true);
  });
});
