// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { sources } from '../lint/sources';
import { visibleStrings } from '../lint/visible-strings';

describe('every word on the screen comes from the catalogue', () => {
  test.each(sources('src', ['.svelte']))('$path', ({ text }) => {
    expect(visibleStrings(text)).toEqual([]);
  });

  test('modules outside the catalogues hold no words either', () => {
    const wordless = sources('src', ['.ts']).filter(
      ({ path }) => !/^src\/(i18n|\w+\/words)\//.test(path),
    );
    expect(wordless.length).toBeGreaterThan(10);
    for (const { path, text } of wordless) {
      expect([path, visibleStrings(`<script lang="ts">${text}</script>`)]).toEqual([path, []]);
    }
  });
});

describe('the rule finds', () => {
  test.each([
    ['text', '<p>Saved</p>', 'Saved'],
    ['text in another script', '<p>保存</p>', '保存'],
    ['an accessible name', '<button aria-label="Close">{x}</button>', 'Close'],
    ['a placeholder', '<input placeholder="name" />', 'name'],
    ['a component’s label', '<Button label="Save" />', 'Save'],
    ['a component’s label in lower case', '<Button label="save" />', 'save'],
    ['a choice of words', "<p>{ok ? 'yes' : t.no}</p>", 'yes'],
    ['a part of a template', '<p>{`${n} left`}</p>', ' left'],
    ['a name given by an expression', '<i title={`${n} days`}></i>', ' days'],
    ['a sentence in a script', "<script>let a = 'No stream yet';</script>", 'No stream yet'],
    ['a word in a script', "<script>let a = 'Saved';</script>", 'Saved'],
  ])('%s', (_what, source, words) => {
    expect(visibleStrings(source)).toEqual([words]);
  });
});

describe('the rule lets pass', () => {
  test.each([
    ['figures and signs', '<p>21:47:16 → 3</p>'],
    ['an identifier in code', '<code>text-3</code>'],
    ['the catalogue', '<p title={t.title}>{t.text(1)}</p>'],
    ['a comparison', "<p class={{ a: kind === 'lost' }}>{kind === 'lost' ? t.a : t.b}</p>"],
    ['classes', "<p class={['big button', kind]}>{x}</p>"],
    ['a key', "<script>if (key === 'Escape') stop();</script>"],
    ['an error for programmers', "<script>throw new Error('No such thing');</script>"],
    ['a picture', '<path d="M3 3h14v9z" />'],
  ])('%s', (_what, source) => {
    expect(visibleStrings(source)).toEqual([]);
  });
});
