// What is wrong with one field of a form, in the recorder's words.
import { fieldWords as wordsFor } from '../../access/fields';
import type { ApiProblem } from '../../api/problem';
import { recorder } from './words.svelte';

export const fieldWords = (problem: ApiProblem | undefined, field: string): string | undefined =>
  wordsFor(recorder.words.problems, problem, field);
