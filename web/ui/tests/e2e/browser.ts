// Debian's Chromium, without its windows (half the time a page), and pages that remember what went wrong in them.
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  // Chromium's sandbox refuses to run as root; anyone else keeps it.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell',
    args: [...quiet, ...asRoot, ...more],
  });
}

export interface Look {
  readonly theme: 'dark' | 'light';
  readonly language: 'en' | 'ja';
  readonly width: number;
  readonly height?: number;
  readonly touch?: boolean;
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

const sizeOf = ({ width, height = 900 }: Look): { width: number; height: number } => ({
  width,
  height,
});

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the policy, errors and warnings, failed requests. */
  troubles(): Promise<string[]>;
  /** The next test in this look finds the page as if it were new. */
  leave(): Promise<void>;
}

interface Sheet {
  readonly page: Page;
  readonly context: BrowserContext;
  heard: string[];
}

// A page takes half a second to make and knows the scripts it ran, so tests hand it on.
const idle = new WeakMap<Browser, Map<string, Sheet>>();

async function sheetFor(browser: Browser, look: Look): Promise<Sheet> {
  const context = await browser.newContext({
    viewport: sizeOf(look),
    colorScheme: look.theme,
    locale: look.language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Europe/Berlin',
    hasTouch: look.touch ?? false,
    reducedMotion: look.reducedMotion ?? 'no-preference',
  });
  context.setDefaultTimeout(120_000);
  // Not subject to the page's policy, unlike a script element.
  await context.addInitScript(axe.source);
  await context.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  const sheet: Sheet = { page: await context.newPage(), context, heard: [] };
  sheet.page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) sheet.heard.push(message.text());
  });
  sheet.page.on('pageerror', (error) => sheet.heard.push(String(error)));
  return sheet;
}

async function wipe({ page, context }: Sheet, look: Look): Promise<void> {
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  // Of the same site, because a page of none would begin a process.
  await page.goto(new URL('/favicon.svg', page.url()).href);
  await context.clearCookies();
  await context.clearPermissions();
  await page.setViewportSize(sizeOf(look));
}

export async function open(browser: Browser, url: string, look: Look): Promise<OpenPage> {
  const sheets = idle.get(browser) ?? new Map<string, Sheet>();
  idle.set(browser, sheets);
  const name = JSON.stringify(look);
  const sheet = sheets.get(name) ?? (await sheetFor(browser, look));
  sheets.delete(name);
  sheet.heard = [];
  const { page, context } = sheet;
  await page.goto(url);
  await page.locator('main').waitFor();
  return {
    page,
    context,
    async troubles() {
      return [
        ...sheet.heard,
        ...(await page.evaluate(
          () => (globalThis as unknown as { violations: string[] }).violations,
        )),
      ];
    },
    async leave() {
      if (context.pages().length > 1 || sheets.has(name)) return context.close();
      await wipe(sheet, look);
      sheets.set(name, sheet);
    },
  };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong, one line each. */
export function axeFindings(page: Page, within = ':root'): Promise<string[]> {
  return page.evaluate(
    async ([values, selector]) => {
      const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
      const { violations } = await run(selector, {
        runOnly: { type: 'tag', values },
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
      );
    },
    [tags, within] as const,
  );
}
