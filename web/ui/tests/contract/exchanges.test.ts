// @vitest-environment node
// What the integration tests and the real programs said to each other (build/exchanges, written while they
// ran) is what the descriptions of the APIs say: both of what is asked and of what is answered.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../lint/sources';
import { Judge, type Described, type Exchange } from './judge';

const folder = join(packageRoot, '../../build/exchanges');
const exchanges = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Exchange & { readonly device: string });

test.each([
  ['recorder', 'openapi.json'],
  ['camera', 'camera.openapi.json'],
])('the %s says what it is described to say', (device, file) => {
  const text = readFileSync(join(packageRoot, '../api', file), 'utf8');
  const judge = new Judge(JSON.parse(text) as Described);
  const its = exchanges.filter((exchange) => exchange.device === device);
  expect(its.length).toBeGreaterThan(100);
  expect([...new Set(its.flatMap((exchange) => judge.findings(exchange)))]).toEqual([]);
});
