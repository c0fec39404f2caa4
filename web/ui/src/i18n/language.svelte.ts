// The language in force. Components read `i18n.words` and `i18n.format`, and follow a change at once.
// The choice is kept in this browser; without one, the first of the browser's languages we speak.
import { en, type Words } from './en';
import { formatFor, type Format, type Language } from './format';
import { ja } from './ja';

export type { Language } from './format';

export const languages: Record<Language, string> = { en: 'English', ja: '日本語' };
const catalogues: Record<Language, Words> = { en, ja };
const formats: Record<Language, Format> = { en: formatFor('en'), ja: formatFor('ja') };
const storageKey = 'language';

class I18n {
  #language = $state<Language>(kept() ?? preferred());

  get language(): Language {
    return this.#language;
  }
  get words(): Words {
    return catalogues[this.#language];
  }
  get format(): Format {
    return formats[this.#language];
  }

  choose(language: Language): void {
    this.#language = language;
    document.documentElement.lang = language;
    try {
      localStorage.setItem(storageKey, language);
    } catch {
      // Storage may be turned off; the choice then lasts as long as the page.
    }
  }
}

function kept(): Language | undefined {
  try {
    return known(localStorage.getItem(storageKey));
  } catch {
    return undefined;
  }
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const language = known(tag.split('-')[0] ?? null);
    if (language) return language;
  }
  return 'en';
}

const known = (tag: string | null): Language | undefined =>
  tag === 'en' || tag === 'ja' ? tag : undefined;

export const i18n = new I18n();

document.documentElement.lang = i18n.language;
