// @vitest-environment node
import { expect, test } from 'vitest';
import { Judge, type Exchange } from '../contract/judge';

const judge = new Judge({
  paths: {
    '/api/v1/things': {
      get: {
        parameters: [{ name: 'limit', in: 'query', required: true }],
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          '4XX': { $ref: '#/components/responses/Problem' },
        },
      },
    },
    '/api/v1/things/{thing}': {
      put: {
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        responses: { 204: {}, '4XX': { $ref: '#/components/responses/Problem' } },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: { size: { type: 'integer' } },
        required: ['size'],
        additionalProperties: false,
      },
    },
    responses: {
      Problem: { content: { 'application/problem+json': { schema: { type: 'object' } } } },
    },
  },
} as ConstructorParameters<typeof Judge>[0]);

const read: Exchange = {
  method: 'GET',
  target: '/api/v1/things?limit=1',
  status: 200,
  type: 'application/json; charset=utf-8',
  answer: '{"size":1}',
};
const write: Exchange = {
  method: 'PUT',
  target: '/api/v1/things/a',
  status: 204,
  type: '',
  request: '{"size":1}',
};
const of = (exchange: Exchange, change: Partial<Exchange>): string =>
  judge.findings({ ...exchange, ...change }).join('\n');

test('what is as described is in order', () => {
  expect(of(read, {})).toBe('');
  expect(of(write, {})).toBe('');
  expect(of(read, { status: 404, type: 'application/problem+json', answer: '{}' })).toBe('');
});

test('an answer of another form is found', () => {
  expect(of(read, { answer: '{"size":"one"}' })).toContain('/size must be integer');
  expect(of(read, { answer: '{"size":1,"more":2}' })).toContain('additional');
  expect(of(read, { answer: '{' })).toContain('is no JSON');
  expect(of(read, { type: 'text/plain' })).toContain('text/plain, which is not declared');
  expect(of(read, { type: '', answer: undefined })).toContain('has no body');
});

test('a status nobody declared is found', () => {
  expect(of(read, { status: 302 })).toContain('the status is not declared');
  expect(of(write, { status: 200 })).toContain('the status is not declared');
});

test('what was taken without being described is found', () => {
  expect(of(read, { target: '/api/v1/things?limit=1&deep=yes' })).toContain('parameter deep');
  expect(of(read, { target: '/api/v1/things' })).toContain('without the parameter limit');
  expect(of(read, { request: '{}' })).toContain('takes a body, which is not declared');
  expect(of(write, { request: '{"size":null}' })).toContain('/size must be integer');
  expect(of(write, { target: '/api/v1/others/a' })).toContain('is not described');
});

test('what was refused may have been anything', () => {
  const refused = { status: 400, type: 'application/problem+json', answer: '{}' };
  expect(of(write, { ...refused, request: 'no JSON' })).toBe('');
  expect(of(write, { ...refused, target: '/api/v1/others/a' })).toBe('');
});
