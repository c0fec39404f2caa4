// The page about hosts as someone meets it.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { focused, goTo, named, office, openHosts, retired, rules } from './hosts-of-paper';
import { button, click, field, find, textOf, type } from './page';

afterEach(async () => {
  if (location.hash !== '') await goTo('');
});

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
