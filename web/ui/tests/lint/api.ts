// What every operation of our interfaces must say, beyond what OpenAPI asks.
export interface Operation {
  readonly operationId?: string;
  readonly 'x-permission'?: string;
  readonly responses?: Record<string, unknown>;
}
export interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

const problem = '#/components/responses/Problem';

export function omissions(description: Description): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const [path, operations] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = `${method.toUpperCase()} ${path}`;
      const id = operation.operationId;
      if (!id) found.push(`${name} has no operationId`);
      else if (seen.has(id)) found.push(`${name} uses the operationId ${id} again`);
      else seen.add(id);
      if (!operation['x-permission']) found.push(`${name} has no x-permission`);
      for (const [status, response] of Object.entries(operation.responses ?? {}))
        if (/^[45]/.test(status) && (response as { $ref?: string }).$ref !== problem)
          found.push(`${name} answers ${status} without a problem document`);
      for (const family of ['4XX', '5XX'])
        if (!operation.responses?.[family]) found.push(`${name} lists no ${family} response`);
    }
  }
  return found;
}
