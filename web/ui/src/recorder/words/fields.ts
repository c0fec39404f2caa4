// What is wrong with one field of a form, in words.
import type { ApiProblem } from '../api/problem';
import { recorder } from './words.svelte';

export function fieldWords(problem: ApiProblem | undefined, field: string): string | undefined {
  const code = problem?.fields.get(field);
  if (code === undefined) return undefined;
  const { fields, texts } = recorder.words.problems;
  return fields[code] ?? texts[code] ?? fields['invalid'];
}
