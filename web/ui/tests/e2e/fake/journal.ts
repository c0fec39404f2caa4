// The journal of a recorder made of paper.
import type { components } from '../../../src/api/generated/recorder';
import { json, problem, type Answer } from './answers';

type Schemas = components['schemas'];
type Line = Schemas['JournalLine'];

const severities = ['info', 'notice', 'warning', 'error', 'critical'] as const;

export class FakeJournal {
  lines: Line[] = [];
  behind = false;

  add(kind: string, actor: string, more: Partial<Line> = {}): void {
    const line = this.lines.length + 1;
    this.lines.push({
      line,
      time: new Date(Date.now() - 3_600_000 + line * 1000).toISOString(),
      kind,
      severity: 'info',
      actor,
      subject: '',
      fields: {},
      ...more,
    });
  }

  answer(path: string, query: URLSearchParams): Answer {
    if (path.endsWith('/kinds'))
      return json({ kinds: [...new Set(this.lines.map(({ kind }) => kind))].sort() });
    const found = this.lines.filter((line) => matches(line, query)).reverse();
    if (path.endsWith('/export')) {
      if (this.behind) return problem(503, 'journal_incomplete');
      const rows = found.map(({ line, kind, actor }) => `${line},${kind},${actor}\r\n`).join('');
      return query.get('format') === 'json'
        ? json({ lines: found })
        : { status: 200, type: 'text/csv', value: `line,kind,actor\r\n${rows}` };
    }
    const before = Number(query.get('cursor') ?? Infinity);
    const rest = found.filter(({ line }) => line < before);
    const lines = rest.slice(0, 100);
    return json({
      lines,
      next: rest.length > lines.length ? String(lines.at(-1)?.line) : null,
      behind: this.behind,
    });
  }
}

function matches(line: Line, query: URLSearchParams): boolean {
  const text = query.get('text')?.toLowerCase();
  const is = (name: 'kind' | 'actor' | 'subject'): boolean =>
    (query.get(name) ?? line[name]) === line[name];
  const severe = severities.indexOf((query.get('severity') ?? 'info') as Line['severity']);
  return (
    is('kind') &&
    is('actor') &&
    is('subject') &&
    severities.indexOf(line.severity) >= severe &&
    (query.get('from') ?? '') <= line.time &&
    line.time < (query.get('to') ?? '9') &&
    (!text || JSON.stringify(line).toLowerCase().includes(text))
  );
}
