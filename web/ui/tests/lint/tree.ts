// Walks a syntax tree of any parser: every object with a type, with the nodes above it.
export interface TreeNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

export const isNode = (value: unknown): value is TreeNode =>
  typeof value === 'object' && value !== null && typeof (value as TreeNode).type === 'string';

export function walk(
  value: unknown,
  visit: (node: TreeNode, above: readonly TreeNode[]) => void,
  above: readonly TreeNode[] = [],
): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, visit, above);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const inside = isNode(value) ? [...above, value] : above;
  if (isNode(value)) visit(value, above);
  for (const [key, child] of Object.entries(value)) {
    if (key !== 'parent' && key !== 'metadata') walk(child, visit, inside);
  }
}
