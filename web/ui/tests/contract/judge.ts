// Holds what programs said to each other against the description of the API: an answer has a status
// and a form that its operation declares, and what was taken was declared, too.
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly type: string;
  /** Bodies as they were sent; an answer only where it is JSON. */
  readonly request?: string;
  readonly answer?: string;
}

interface Reference {
  readonly $ref?: string;
}
interface Content extends Reference {
  readonly content?: Record<string, unknown>;
}
interface Parameter extends Reference {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Record<string, Content>;
}
export interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
}

const root = 'api';
const pointer = (...names: string[]): string =>
  names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const typeOf = (header: string): string => header.split(';')[0]!.trim().toLowerCase();

export class Judge {
  readonly #paths: Described['paths'];
  readonly #description: unknown;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #schemas = new Map<string, ValidateFunction>();
  readonly #templates: { readonly path: string; readonly fits: RegExp }[];

  constructor(description: Described) {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(description, root);
    this.#description = description;
    this.#paths = description.paths;
    this.#templates = Object.keys(description.paths)
      .map((path) => ({
        path,
        fits: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      }))
      // A path that is written out is meant before one with a name in it.
      .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
  }

  /** What is wrong with it; nothing for what is not of the API. */
  findings(exchange: Exchange): string[] {
    const [place = '', query = ''] = exchange.target.split('?', 2);
    const path = this.#templates.find(({ fits }) => fits.test(place))?.path;
    const method = exchange.method.toLowerCase();
    const operation = path === undefined ? undefined : this.#paths[path]![method];
    const told = `${exchange.method} ${path ?? place} ${exchange.status}`;
    if (path === undefined || !operation)
      return exchange.status < 400 && place.startsWith('/api/') ? [`${told}: is not described`] : [];
    const at = ['paths', path, method];
    return [
      ...this.#ofAnswer(exchange, operation, at),
      ...(exchange.status < 300 ? this.#ofRequest(exchange, operation, at, query) : []),
    ].map((finding) => `${told}: ${finding}`);
  }

  #ofAnswer(exchange: Exchange, { responses }: Operation, at: string[]): string[] {
    const family = `${String(exchange.status)[0]!}XX`;
    const declared = [String(exchange.status), family].find((status) => responses[status]);
    if (declared === undefined) return ['the status is not declared'];
    const [response, where] = this.#resolved(responses[declared]!, [...at, 'responses', declared]);
    return this.#ofBody('the answer', response, where, exchange.type, exchange.answer);
  }

  #ofRequest(exchange: Exchange, operation: Operation, at: string[], query: string): string[] {
    const found: string[] = [];
    const parameters = (operation.parameters ?? []).map(
      (parameter) => this.#resolved(parameter, [])[0],
    );
    const named = parameters.filter((parameter) => parameter.in === 'query');
    const given = new Set(new URLSearchParams(query).keys());
    for (const name of given)
      if (!named.some((parameter) => parameter.name === name))
        found.push(`takes the parameter ${name}, which is not declared`);
    for (const { name, required } of named)
      if (required && !given.has(name!)) found.push(`does without the parameter ${name!}`);
    if (exchange.request === undefined) return found;
    if (!operation.requestBody) return [...found, 'takes a body, which is not declared'];
    const [body, where] = this.#resolved(operation.requestBody, [...at, 'requestBody']);
    const json = body.content?.['application/json'] ? 'application/json' : '';
    return json ? [...found, ...this.#ofBody('the request', body, where, json, exchange.request)] : found;
  }

  #ofBody(who: string, declared: Content, at: string[], header: string, body?: string): string[] {
    const type = typeOf(header);
    if (!declared.content) return type || body ? [`${who} has a body, which is not declared`] : [];
    if (!type) return [`${who} has no body`];
    if (!declared.content[type]) return [`${who} is ${type}, which is not declared`];
    if (body === undefined || !type.includes('json')) return [];
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return [`${who} is no JSON`];
    }
    const fits = this.#schema([...at, 'content', type, 'schema']);
    if (fits(value)) return [];
    return (fits.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${who} ${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }

  #schema(at: string[]): ValidateFunction {
    const place = `${root}#${encodeURI(pointer(...at))}`;
    const known = this.#schemas.get(place);
    if (known) return known;
    const made = this.#ajv.compile({ $ref: place });
    this.#schemas.set(place, made);
    return made;
  }

  #resolved<T extends Reference>(value: T, at: string[]): [T, string[]] {
    if (!value.$ref) return [value, at];
    const names = value.$ref.replace('#/', '').split('/');
    let found = this.#description;
    for (const name of names) found = (found as Record<string, unknown>)[name];
    return this.#resolved(found as T, names);
  }
}
