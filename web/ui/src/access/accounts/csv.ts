// A table as a file that spreadsheets read (RFC 4180), and nothing in it that they would run: a name may
// begin with a sign that makes a formula of it.
import { saveAs } from '../../app/save';

const runs = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
  const safe = runs.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');

/** With a mark in front by which spreadsheets know the letters for UTF-8. */
export const download = (name: string, csv: string): void =>
  saveAs(name, new Blob(['\ufeff', csv], { type: 'text/csv' }));
