// @vitest-environment node
// Rules of the house that a compiler does not check.
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { sources, type SourceFile } from '../lint/sources';
import { walk } from '../lint/tree';

const linesOfFileMax = 250;

function usesAny({ path, text }: SourceFile): boolean {
  let found = false;
  if (path.endsWith('.svelte')) {
    walk(parse(text, { modern: true }), (node) => (found ||= node.type === 'TSAnyKeyword'));
    return found;
  }
  const visit = (node: ts.Node): void => {
    found ||= node.kind === ts.SyntaxKind.AnyKeyword;
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

const ours = ['src', 'tests', 'scripts'].flatMap((folder) => sources(folder, ['.ts', '.svelte']));
const components = sources('src', ['.svelte']);

describe('nothing is typed any', () => {
  test('in our files', () => {
    expect(ours.filter(usesAny).map(({ path }) => path)).toEqual([]);
  });
  test('and the rule finds one in a module and in a component', () => {
    expect(usesAny({ path: 'a.ts', text: 'let a: any;' })).toBe(true);
    expect(usesAny({ path: 'a.svelte', text: '<script lang="ts">let a: any;</script>' })).toBe(
      true,
    );
    expect(usesAny({ path: 'a.ts', text: "let any = 'any';" })).toBe(false);
  });
});

test('a file can be read at a glance', () => {
  const long = ours.filter(({ path, text }) => {
    const isCatalogue = /\/(i18n|words)\//.test(path);
    return !isCatalogue && text.split('\n').length > linesOfFileMax;
  });
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('no component has a style attribute, an inline handler or raw HTML', () => {
  const bad = components.filter(({ text }) => /\sstyle="|\son[a-z]+="|\{@html/.test(text));
  expect(bad.map(({ path }) => path)).toEqual([]);
});

test('colours are written in the tokens only', () => {
  const bad = components.filter(({ path, text }) => {
    const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
    return /#[0-9a-f]{3,8}\b|\bhsl|\boklch/i.test(style) && !path.startsWith('src/gallery/');
  });
  expect(bad.map(({ path }) => path)).toEqual([]);
});

test('a product never imports the gallery', () => {
  const bad = sources('src', ['.ts', '.svelte']).filter(
    ({ path, text }) => !path.startsWith('src/gallery/') && /from '.*gallery/.test(text),
  );
  expect(bad.map(({ path }) => path)).toEqual([]);
});
