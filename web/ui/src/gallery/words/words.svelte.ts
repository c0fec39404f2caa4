// The gallery's own catalogue, in the language the design system is set to.
import { i18n, type Language } from '../../i18n/language.svelte';
import { en, type GalleryWords } from './en';
import { ja } from './ja';

const catalogues: Record<Language, GalleryWords> = { en, ja };

export const gallery = {
  get words(): GalleryWords {
    return catalogues[i18n.language];
  },
};
