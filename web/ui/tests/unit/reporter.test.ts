// @vitest-environment node
import { expect, test } from 'vitest';
import { tallyOf } from '../reporter';

type Modules = Parameters<typeof tallyOf>[0];
const module = (states: string[], errors = 0): Modules[number] =>
  ({
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
    errors: () => Array.from({ length: errors }),
  }) as unknown as Modules[number];

test('counts what passed and what failed, and leaves out what was skipped', () => {
  const modules = [module(['passed', 'failed', 'skipped']), module(['passed'])];
  expect(tallyOf(modules, 0)).toEqual({ passed: 2, failed: 1 });
});

test('a file that does not load, and an error outside any test, are failures', () => {
  expect(tallyOf([module([], 1)], 1)).toEqual({ passed: 0, failed: 2 });
});
