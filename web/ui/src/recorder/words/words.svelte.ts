// The recorder's own catalogue, in the language the design system is set to.
import { i18n, type Language } from '../../i18n/language.svelte';
import { en, type RecorderWords } from './en';
import { ja } from './ja';

const catalogues: Record<Language, RecorderWords> = { en, ja };

export const recorder = {
  get words(): RecorderWords {
    return catalogues[i18n.language];
  },
};
