// @vitest-environment node
// WCAG 2.2 AA for every pair of tokens that is used together, in both themes.
import { describe, expect, test } from 'vitest';
import { contrast, readTokens } from '../lint/contrast';
import { sources } from '../lint/sources';

const css = sources('src/design', ['tokens.css'])[0]?.text ?? '';
const tokens = readTokens(css);
const verdicts = ['authentic', 'unsigned', 'unverifiable', 'failed', 'gap', 'backfilled', 'locked'];
const states = [...verdicts, 'alarm'];
const surfaces = ['surface-1', 'surface-2', 'surface-3'];

const text = 4.5;
const graphic = 3;
const pairs: [string, string, number][] = [
  ...['surface-0', ...surfaces, 'selected'].flatMap((on): [string, string, number][] => [
    ['text', on, text],
    ['text-2', on, text],
  ]),
  ...surfaces.map((on): [string, string, number] => ['text-3', on, text]),
  ...states.flatMap((state): [string, string, number][] => [
    [`${state}-ink`, 'surface-1', text],
    [`${state}-ink`, 'surface-2', text],
    [`${state}-ink`, `${state}-tint`, text],
    ['text', `${state}-tint`, text],
    ['text-2', `${state}-tint`, text],
    [`${state}-fill`, 'surface-1', graphic],
    [`${state}-fill`, 'surface-2', graphic],
  ]),
  ['on-accent', 'accent', text],
  ['on-accent', 'accent-hover', text],
  ['on-alarm', 'alarm-fill', text],
  ['on-failed', 'failed-fill', text],
  ['line-strong', 'surface-1', graphic],
  ['line-strong', 'surface-2', graphic],
  ['focus', 'surface-1', graphic],
  ['focus', 'surface-2', graphic],
  ['focus', 'selected', graphic],
  ['focus-on-accent', 'accent', graphic],
  ['playhead', 'surface-1', graphic],
];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(pairs)('%s on %s reaches %d', (front, back, least) => {
    const [a, b] = [tokens.get(front), tokens.get(back)];
    if (!a || !b) throw new Error(`No token ${a ? back : front}`);
    expect(contrast(a[theme], b[theme])).toBeGreaterThanOrEqual(least);
  });
});

test('the measure agrees with the standard’s own examples', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
