// The catalogue of the pages about accounts, in the language the design system is set to.
import { i18n, type Language } from '../../i18n/language.svelte';
import { accountsEn, type AccountsWords } from './accounts.en';
import { accountsJa } from './accounts.ja';

const catalogues: Record<Language, AccountsWords> = { en: accountsEn, ja: accountsJa };

export const accounts = {
  get words(): AccountsWords {
    return catalogues[i18n.language];
  },
};
