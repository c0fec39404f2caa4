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

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the policy, errors and warnings, failed requests. */
  troubles(): Promise<string[]>;
}

export async function open(browser: Browser, url: string, look: Look): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height ?? 900 },
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
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(String(error)));
  await page.goto(url);
  await page.locator('main').waitFor();
  const troubles = async (): Promise<string[]> => [
    ...heard,
    ...(await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)),
  ];
  return { page, context, troubles };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong, one line each. */
export function axeFindings(page: Page): Promise<string[]> {
  return page.evaluate(async (values) => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    const { violations } = await run(document, {
      runOnly: { type: 'tag', values },
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    );
  }, tags);
}
