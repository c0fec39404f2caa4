// Mounts a component into an empty page and finds things in it as a reader would.
import { flushSync, mount, unmount, type Component } from 'svelte';
import { vi } from 'vitest';
import { HandClock as BareClock } from './hand-clock';

const mounted: Record<string, unknown>[] = [];

export function show<Props extends Record<string, unknown>>(
  component: Component<Props, Record<string, unknown>, string>,
  props: Props,
): HTMLElement {
  const target = document.body.appendChild(document.createElement('div'));
  mounted.push(mount(component, { target, props }));
  flushSync();
  return target;
}

export async function unmountAll(): Promise<void> {
  for (const component of mounted.splice(0)) await unmount(component);
}

/** Looks until it holds. On a shared machine a page may take its time. */
export const soon = <T>(look: () => T): Promise<T> => vi.waitFor(look, { timeout: 10_000 });

export function find<E extends Element = HTMLElement>(within: ParentNode, selector: string): E {
  const element = within.querySelector<E>(selector);
  if (!element) throw new Error(`Nothing matches ${selector}`);
  return element;
}

export function press(element: Element, key: string): void {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  flushSync();
}

export function click(element: HTMLElement): void {
  element.click();
  flushSync();
}

export function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

export const textOf = (element: Element): string =>
  (element.textContent ?? '').replace(/\s+/g, ' ').trim();

export function field(page: HTMLElement, label: string): HTMLInputElement {
  const found = [...page.querySelectorAll('label')].find((each) => textOf(each) === label);
  const input = document.getElementById(found?.htmlFor ?? '');
  if (!(input instanceof HTMLInputElement)) throw new Error(`No field is called ${label}`);
  return input;
}

export function button(page: HTMLElement, label: string): HTMLElement {
  const found = [...page.querySelectorAll<HTMLElement>('main button, main a')].find(
    (each) => textOf(each) === label,
  );
  if (!found) throw new Error(`No button says ${label}`);
  return found;
}

/** A clock that moves only when told to, and the page with it. */
export class HandClock extends BareClock {
  override advance(by_ms: number): void {
    super.advance(by_ms);
    flushSync();
  }
}
