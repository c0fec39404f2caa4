// What is wrong with one field of a form, in words, and where to go to mend it.
import { tick } from 'svelte';
import type { ApiProblem } from '../api/problem';
import type { ProblemWords } from './words/en';

export function fieldWords(
  { fields, texts }: ProblemWords,
  problem: ApiProblem | undefined,
  field: string,
): string | undefined {
  const code = problem?.fields.get(field);
  return code === undefined ? undefined : (fields[code] ?? texts[code] ?? fields['invalid']);
}

/** Once the faults are on the page, which may then have another form. */
export async function focusFirstWrong(form: () => HTMLElement | undefined): Promise<void> {
  await tick();
  form()?.querySelector<HTMLElement>('[aria-invalid], [data-wrong]')?.focus();
}
