// What a search in the journal asks for, and that only the newest question's answer counts.
import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../src/api/problem';
import type { JournalPage, JournalQuery } from '../../src/recorder/api/types';
import { everything, JournalSearch, queryOf } from '../../src/recorder/journal/search.svelte';

const page = (numbers: number[], next: string | null = null): JournalPage => ({
  lines: numbers.map((line) => ({
    line,
    time: '2026-11-20T21:14:08Z',
    kind: 'signed-in',
    severity: 'notice',
    actor: 'anna',
    subject: '',
    fields: {},
  })),
  next,
  behind: false,
});

describe('a query', () => {
  test('of everything is empty', () => expect(queryOf(everything)).toEqual({}));
  test('has days as moments: the last one is in it', () => {
    const { from, to } = queryOf({ ...everything, from: '2026-11-20', to: '2026-11-20' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(86_400_000);
  });
  test('has what was typed, without the spaces around it', () =>
    expect(
      queryOf({ ...everything, text: ' gate ', kind: 'signed-in', actor: ' ', severity: 'error' }),
    ).toEqual({ text: 'gate', kind: 'signed-in', severity: 'error' }));
});

describe('a search', () => {
  test('goes on where the page before ended', async () => {
    const asked: JournalQuery[] = [];
    const search = new JournalSearch(async (query) => {
      asked.push(query);
      return query.cursor ? page([1]) : page([3, 2], '2');
    });
    await search.begin({ kind: 'signed-in' });
    expect(search.more).toBe(true);
    await search.goOn();
    expect(search.lines?.map(({ line }) => line)).toEqual([3, 2, 1]);
    expect(asked).toEqual([{ kind: 'signed-in' }, { kind: 'signed-in', cursor: '2' }]);
    expect(search.more).toBe(false);
  });

  test('lets a late answer to an older question go', async () => {
    const answers: ((value: JournalPage) => void)[] = [];
    const search = new JournalSearch(() => new Promise((done) => answers.push(done)));
    const first = search.begin({ text: 'a' });
    const second = search.begin({ text: 'ab' });
    answers[1]?.(page([9]));
    await second;
    answers[0]?.(page([1]));
    await first;
    expect(search.lines?.map(({ line }) => line)).toEqual([9]);
    expect(search.busy).toBe(false);
  });

  test('keeps what was found when the next question is refused', async () => {
    let refuse = false;
    const search = new JournalSearch(async () => {
      if (refuse) throw new ApiProblem({ code: 'keeper_unavailable' }, 503);
      return page([1]);
    });
    await search.begin({});
    refuse = true;
    await search.begin({ text: 'x' });
    expect(search.problem?.code).toBe('keeper_unavailable');
    expect(search.lines).toHaveLength(1);
  });
});
