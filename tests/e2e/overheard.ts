// What a page and a device say to each other, held against the description of the device's API.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Response } from 'playwright-core';
import { Judge, type Described, type Exchange } from '../../web/ui/tests/contract/judge';
import { repository } from './product';

async function exchangeOf(response: Response): Promise<Exchange> {
  const request = response.request();
  const { pathname, search } = new URL(response.url());
  const type = (await response.headerValue('content-type')) ?? '';
  const sent = request.postData();
  // An answer that the page did not wait for is gone.
  const answer = type.includes('json') ? await response.text().catch(() => null) : null;
  return {
    method: request.method(),
    target: pathname + search,
    status: response.status(),
    type,
    ...(sent === null ? {} : { request: sent }),
    ...(answer === null ? {} : { answer }),
  };
}

export class Overheard {
  readonly #judge: Judge;
  readonly #said: Promise<Exchange>[] = [];

  constructor(page: Page, description: 'openapi.json' | 'camera.openapi.json') {
    const text = readFileSync(join(repository, 'web/api', description), 'utf8');
    this.#judge = new Judge(JSON.parse(text) as Described);
    page.on('response', (response) => this.#said.push(exchangeOf(response)));
  }

  get count(): number {
    return this.#said.length;
  }
  async findings(): Promise<string[]> {
    const said = await Promise.all(this.#said);
    return [...new Set(said.flatMap((exchange) => this.#judge.findings(exchange)))];
  }
}
