// The camera's own catalogue, in the language the design system is set to.
import { i18n, type Language } from '../../i18n/language.svelte';
import { en, type CameraWords } from './en';
import { ja } from './ja';

const catalogues: Record<Language, CameraWords> = { en, ja };

export const camera = {
  get words(): CameraWords {
    return catalogues[i18n.language];
  },
};
