// @vitest-environment node
// What is installed: pinned, from nowhere in particular, and fit for the oldest Node.js we build with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { admits } from '../lint/engines';
import { packageRoot } from '../lint/sources';

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  engines?: { node?: string; npm?: string };
  optionalDependencies?: Record<string, string>;
}
const read = (name: string): string => readFileSync(join(packageRoot, name), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
// Debian 12's. openapi-typescript 7.6 and its parser are the last that install with this npm.
const oldest = '18.20.4';
const oldestNpm = '9.2.0';

test('the lock file names no place to download from', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|\.tgz/);
});

test('every package is held by its digest', () => {
  expect(installed.filter(([, { integrity }]) => !integrity)).toEqual([]);
});

test(`every package runs on Node.js ${oldest} and is installed by npm ${oldestNpm}`, () => {
  const unfit = installed.filter(
    ([, { engines }]) =>
      !admits(engines?.node ?? '*', oldest) || !admits(engines?.npm ?? '*', oldestNpm),
  );
  expect(unfit).toEqual([]);
});

test('no platform’s binary is left out, or npm refuses the lock file on every platform', () => {
  const wanted = installed.flatMap(([, each]) => Object.keys(each.optionalDependencies ?? {}));
  const has = (name: string): boolean =>
    installed.some(([path]) => path.endsWith(`node_modules/${name}`));
  expect(wanted.length).toBeGreaterThan(40);
  expect(wanted.filter((name) => !has(name))).toEqual([]);
});

test('what this package asks for is pinned to one version', () => {
  const { dependencies, devDependencies, overrides } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  for (const version of Object.values({ ...dependencies, ...devDependencies, ...overrides }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each([
  ['>=18', true],
  ['>= 18.17.0', true],
  ['>=20.19.0', false],
  ['^18.0.0 || ^20.0.0 || >=22', true],
  ['^20 || >=22', false],
  ['>=14 <17', false],
  ['18 || 20', true],
  ['^18.21.0', false],
  ['>=v12.22.7', true],
  ['*', true],
])('%s admits the oldest: %s', (range, fit) => {
  expect(admits(range, oldest)).toBe(fit);
});
