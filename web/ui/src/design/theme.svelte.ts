// Dark or light. Without a choice the page follows the system; a choice is kept in this browser.
// prepaint.js applies a kept choice before the first paint.
export type Theme = 'dark' | 'light';

const storageKey = 'theme';
const systemIsLight = globalThis.matchMedia?.('(prefers-color-scheme: light)');

class ThemeChoice {
  #chosen = $state<Theme | undefined>(kept());
  #system = $state<Theme>(systemIsLight?.matches ? 'light' : 'dark');

  constructor() {
    systemIsLight?.addEventListener('change', (event) => {
      this.#system = event.matches ? 'light' : 'dark';
    });
  }

  get current(): Theme {
    return this.#chosen ?? this.#system;
  }
  get other(): Theme {
    return this.current === 'dark' ? 'light' : 'dark';
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem(storageKey, theme);
    } catch {
      // Storage may be turned off; the choice then lasts as long as the page.
    }
  }
}

function kept(): Theme | undefined {
  try {
    const theme = localStorage.getItem(storageKey);
    return theme === 'dark' || theme === 'light' ? theme : undefined;
  } catch {
    return undefined;
  }
}

export const theme = new ThemeChoice();
