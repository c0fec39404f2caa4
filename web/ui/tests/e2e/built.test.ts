// What is in the built files, whatever a browser makes of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en as galleryWords } from '../../src/gallery/words/en';
import { inlineParts } from '../lint/inline';
import { builtFolder, headers, type App } from './server';

const files = (app: App): string[] =>
  readdirSync(builtFolder(app), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
const textsOf = (app: App, ending: string): string[] =>
  files(app)
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(file, 'utf8'));

describe.each(['recorder', 'camera', 'gallery'] as const)('%s', (app) => {
  test('has no inline script, style or handler in its HTML', () => {
    const pages = textsOf(app, '.html');
    expect(pages.length).toBe(1);
    for (const html of pages) expect(inlineParts(html)).toEqual([]);
  });
  test('loads nothing from anywhere else', () => {
    for (const text of [...textsOf(app, '.html'), ...textsOf(app, '.css')])
      expect(text).not.toMatch(/https?:|\/\/[a-z]|@import|data:/);
  });
  test('carries a digest in the name of every asset, so that it can be kept for ever', () => {
    for (const file of files(app).filter((each) => each.includes('/assets/')))
      expect(file).toMatch(/-[\w-]{8}\.(js|css|jpg)$/);
  });
  test('ships the licences of what is in it, and no source map', () => {
    const [licences = ''] = textsOf(app, 'third-party.txt');
    expect(licences).toMatch(/^svelte \d/m);
    expect(files(app).filter((file) => file.endsWith('.map'))).toEqual([]);
  });
});

test.each(['recorder', 'camera'] as const)('nothing of the gallery is in the %s', (app) => {
  for (const text of textsOf(app, '.js')) expect(text).not.toContain(galleryWords.title);
  expect(textsOf('gallery', '.js').join()).toContain(galleryWords.title);
});

test('the policy allows no inline code, no evaluation, no other origin', () => {
  const policy = headers['Content-Security-Policy'] ?? '';
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

describe('the rule finds', () => {
  test.each([
    ['a script', '<script>go()</script>', '<script>go()'],
    ['a style element', '<style>p{}</style>', '<style>'],
    ['a style attribute', '<p style="color:red">', ' style="'],
    ['a handler', '<body onload="go()">', ' onload="'],
    ['an address that is code', '<a href="javascript:go()">', 'javascript:'],
  ])('%s', (_what, html, part) => {
    expect(inlineParts(html)).toEqual([part]);
  });
  test('and lets a script in a file pass', () => {
    expect(inlineParts('<script type="module" src="/a.js"></script>')).toEqual([]);
  });
});
