import { describe, expect, test, vi } from 'vitest';
import Button from '../../src/design/components/Button.svelte';
import ConfirmBar from '../../src/design/components/ConfirmBar.svelte';
import FilterField from '../../src/design/components/FilterField.svelte';
import Meter from '../../src/design/components/Meter.svelte';
import Segmented from '../../src/design/components/Segmented.svelte';
import Steps from '../../src/design/components/Steps.svelte';
import Switch from '../../src/design/components/Switch.svelte';
import TextField from '../../src/design/components/TextField.svelte';
import Verdict from '../../src/design/components/Verdict.svelte';
import { click, find, HandClock, press, show, textOf, type } from './page';

describe('a button', () => {
  test('that is disabled can be reached, says why and does nothing', () => {
    const onclick = vi.fn();
    const page = show(Button, { label: 'Export', disabledBecause: 'The store is full', onclick });
    const button = find<HTMLButtonElement>(page, 'button');
    click(button);
    expect(onclick).not.toHaveBeenCalled();
    expect(button.disabled).toBe(false);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    const why = document.getElementById(button.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent).toBe('The store is full');
  });
  test('that is not disabled acts', () => {
    const onclick = vi.fn();
    click(find(show(Button, { label: 'Export', onclick }), 'button'));
    expect(onclick).toHaveBeenCalledOnce();
  });
});

describe('a segmented control', () => {
  const options = ['1', '4', '9'].map((value) => ({ value, label: value }));
  test('is one stop for Tab, and arrow keys choose and carry the focus', () => {
    const page = show(Segmented, { label: 'Layout', options, value: '4' });
    const [one, four, nine] = page.querySelectorAll('button');
    expect([one, four, nine].map((each) => each?.tabIndex)).toEqual([-1, 0, -1]);
    press(four!, 'ArrowRight');
    expect(nine?.getAttribute('aria-checked')).toBe('true');
    expect(document.activeElement).toBe(nine);
    press(nine!, 'ArrowRight');
    expect(document.activeElement).toBe(one);
    press(one!, 'End');
    expect([one, four, nine].map((each) => each?.tabIndex)).toEqual([-1, -1, 0]);
  });
});

describe('a text field', () => {
  test('ties label, hint and error to its input', () => {
    const page = show(TextField, {
      label: 'Address',
      value: 'x',
      hint: 'A host',
      error: 'No host',
    });
    const input = find<HTMLInputElement>(page, 'input');
    expect(input.labels?.[0]?.textContent).toBe('Address');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const said = (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => textOf(document.getElementById(id)!));
    expect(said).toEqual(['A host', 'Not accepted:No host']);
  });
  test('without fault says nothing of faults', () => {
    const input = find(show(TextField, { label: 'Address', value: '' }), 'input');
    expect(input.hasAttribute('aria-invalid')).toBe(false);
    expect(input.hasAttribute('aria-describedby')).toBe(false);
  });
  test('that is secret is shown only on demand', () => {
    const page = show(TextField, { label: 'Passphrase', value: 'copper', secret: true });
    const [input, toggle] = [find<HTMLInputElement>(page, 'input'), find(page, 'button')];
    expect([input.type, toggle.getAttribute('aria-label')]).toEqual([
      'password',
      'Show Passphrase',
    ]);
    click(toggle);
    expect([input.type, toggle.getAttribute('aria-label')]).toEqual(['text', 'Hide Passphrase']);
  });
});

test('a filter is emptied by Escape, which goes no further, and keeps the focus', () => {
  const page = show(FilterField, { label: 'Cameras', placeholder: '', value: '', found: 1, of: 9 });
  const input = find<HTMLInputElement>(page, 'input');
  const outer = vi.fn();
  document.body.addEventListener('keydown', outer);
  type(input, 'bay');
  expect(textOf(find(page, '[role=status]'))).toBe('1 of 9');
  press(input, 'Escape');
  expect([input.value, document.activeElement]).toEqual(['', input]);
  expect(outer).not.toHaveBeenCalled();
  press(input, 'Escape');
  expect(outer).toHaveBeenCalledOnce();
  document.body.removeEventListener('keydown', outer);
});

test('a switch tells its state and what it was turned to', () => {
  const onchange = vi.fn();
  const button = find(show(Switch, { label: 'SNMP', on: false, onchange }), '[role=switch]');
  click(button);
  expect(button.getAttribute('aria-checked')).toBe('true');
  expect(onchange).toHaveBeenCalledWith(true);
});

test('a verdict has its word even where only the glyph is seen', () => {
  expect(textOf(show(Verdict, { verdict: 'authenticWithLoss', look: 'quiet' }))).toBe(
    'Authentic with loss',
  );
  expect(textOf(show(Verdict, { verdict: 'gap', text: 'One gap' }))).toBe('One gap');
});

test('a meter says its strength', () => {
  const meter = find(show(Meter, { strength: 2 }), '[role=img]');
  expect(meter.getAttribute('aria-label')).toBe('Strength 2 of 5');
});

test('steps behind can be gone back to, steps ahead cannot', () => {
  const steps = ['Range', 'Cameras', 'Format'].map((label) => ({ label, href: `#${label}` }));
  const page = show(Steps, { label: 'Export', steps, current: 1 });
  const links = [...page.querySelectorAll('a')];
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['#Range', '#Cameras']);
  expect(links.map((link) => link.getAttribute('aria-current'))).toEqual([null, 'step']);
  expect(links.map(textOf)).toEqual(['Range, done', '2 Cameras']);
});

describe('the confirm bar', () => {
  const props = { deadline_ms: 120_000, total_ms: 120_000, onundo: vi.fn() };

  test('counts down in figures and as a line, and announces only now and then', () => {
    const clock = new HandClock(33_000);
    const page = show(ConfirmBar, { ...props, clock });
    const said = (): string => textOf(find(page, '.unseen'));
    expect(textOf(find(page, '[role=timer]'))).toBe('1:27');
    expect(find<HTMLProgressElement>(page, 'progress').value).toBe(87_000);
    expect(said()).toBe('');
    clock.advance(57_000);
    expect(said()).toBe('30 seconds left to confirm.');
    clock.advance(5_000);
    expect(said()).toBe('30 seconds left to confirm.');
  });
  test('undoes and keeps on demand', () => {
    const [onundo, onkeep] = [vi.fn(), vi.fn()];
    const page = show(ConfirmBar, { ...props, onundo, onkeep, clock: new HandClock(0) });
    const [undo, keep] = [...page.querySelectorAll('button')];
    click(undo!);
    expect([onundo.mock.calls.length, onkeep.mock.calls.length]).toEqual([1, 0]);
    click(keep!);
    expect([onundo.mock.calls.length, onkeep.mock.calls.length]).toEqual([1, 1]);
  });
  test('offers to undo alone where the change can be kept only elsewhere', () => {
    const note = 'Made by t.ruiz.';
    const page = show(ConfirmBar, { ...props, note, clock: new HandClock(0) });
    expect([...page.querySelectorAll('button')].map(textOf)).toEqual(['Undo now']);
    expect(textOf(page)).toContain(note);
  });
  test('says so once time is up, and offers nothing more', () => {
    const [clock, onexpired] = [new HandClock(119_500), vi.fn()];
    const page = show(ConfirmBar, { ...props, onexpired, clock });
    expect(textOf(find(page, '[role=timer]'))).toBe('0:01');
    clock.advance(500);
    expect(textOf(page)).toBe('Not confirmed in time. The change is being undone.');
    expect(page.querySelector('button, a')).toBeNull();
    clock.advance(500);
    expect(onexpired).toHaveBeenCalledOnce();
  });
});
