// The page about hosts, open on a camera made of paper.
import { flushSync } from 'svelte';
import { expect } from 'vitest';
import { FakeAccounts } from '../e2e/fake/accounts';
import { FakeHosts } from '../e2e/fake/hosts';
import { openCamera, signedIn } from './camera-of-paper';
import { jsonOf, problemOf, session, type Answers } from './device-answers';
import { find, soon, textOf } from './page';

export const password = 'seven copper tunnels';
export async function goTo(fragment: string): Promise<void> {
  location.hash = fragment;
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  flushSync();
}

export const office = {
  id: '1'.repeat(32),
  action: 'allow' as const,
  address: '192.0.2.0/24',
  label: 'Office',
  enabled: true,
};
export const retired = {
  id: '2'.repeat(32),
  action: 'deny' as const,
  address: '192.0.2.99',
  enabled: true,
};
const names = [
  ...['GET /host-access', 'PUT /host-access', 'POST /host-access/check'],
  ...['GET /change', 'DELETE /change', 'POST /change/confirm'],
];

export async function openHosts(begin: (paper: FakeHosts) => void = () => {}) {
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
export const named = (page: HTMLElement, label: string): HTMLElement =>
  find(page, `[aria-label="${label}"]`);
export const rules = (page: HTMLElement): string[] =>
  [...page.querySelectorAll('[data-rule] code')].map(textOf);
export const focused = (page: HTMLElement, label: string): Promise<void> =>
  soon(() => expect(document.activeElement).toBe(named(page, label)));
export const insist = (page: HTMLElement): void => {
  const dialog = [...page.querySelectorAll('dialog')].find((each) => each.open)!;
  find<HTMLFormElement>(dialog, 'form').dispatchEvent(
    new SubmitEvent('submit', { cancelable: true }),
  );
  flushSync();
};
