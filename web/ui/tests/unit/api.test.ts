// @vitest-environment node
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { omissions, type Description } from '../lint/api';
import { packageRoot } from '../lint/sources';

const source = (name: string): string => readFileSync(join(packageRoot, '../api', name), 'utf8');
const names = ['openapi.json', 'camera.openapi.json'];
const description = (name: string): Description => JSON.parse(source(name)) as Description;

async function lint(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId }) => ruleId);
}

describe.each(names)('%s', (name) => {
  test('is valid OpenAPI 3.1 and passes the recommended rules', async () => {
    expect(await lint(source(name))).toEqual([]);
    expect(description(name).openapi).toBe('3.1.0');
  });

  test('names a permission, an operationId and problem documents for every operation', () => {
    expect(omissions(description(name))).toEqual([]);
  });

  test('lets a stranger ask only whether it is up and how to talk to it', () => {
    const open = Object.entries(description(name).paths).flatMap(([path, operations]) =>
      Object.values(operations)
        .filter((operation) => operation['x-permission'] === 'public')
        .map(() => path),
    );
    expect(open).toEqual(['/healthz', '/api/v1/openapi.json']);
  });
});

test('both devices describe a problem in the same words', () => {
  const [recorder, camera] = names.map((name) => description(name).components.schemas);
  for (const schema of ['Problem', 'FieldProblem', 'ProblemCode'])
    expect(camera?.[schema]).toEqual(recorder?.[schema]);
});

test('the lint finds a type that does not exist and a reference that leads nowhere', async () => {
  const text = source('openapi.json');
  expect(await lint(text.replace('"integer"', '"number of sorts"'))).toContain('struct');
  expect(await lint(text.replace('schemas/Health"', 'schemas/Wealth"'))).toContain(
    'no-unresolved-refs',
  );
});

test('the rule finds what an operation leaves out', () => {
  const planted = {
    openapi: '3.1.0',
    paths: { '/a': { get: { responses: { 200: {}, 404: {} } } } },
    components: { schemas: {} },
  };
  expect(omissions(planted)).toEqual([
    'GET /a has no operationId',
    'GET /a has no x-permission',
    'GET /a answers 404 without a problem document',
    'GET /a lists no 4XX response',
    'GET /a lists no 5XX response',
  ]);
});
