// A list of hosts that is applied undoes itself unless it is kept.
import { afterEach, describe, expect, test } from 'vitest';
import { goTo, insist, named, office, openHosts, password, rules } from './hosts-of-paper';
import { button, click, field, find, textOf, type } from './page';

afterEach(async () => {
  if (location.hash !== '') await goTo('');
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
