// Finds words a reader would see that are not in the catalogue.
import { parse } from 'svelte/compiler';
import { isNode, walk, type TreeNode } from './tree';

const spokenAttributes = new Set(
  ['alt', 'aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription'].concat([
    'label',
    'placeholder',
    'title',
    'value',
  ]),
);
/** Properties of our components that end up on the screen. */
const spokenProps = new Set(
  ['act', 'caption', 'consequence', 'disabledBecause', 'empty', 'error', 'figure', 'hint'].concat([
    'label',
    'lead',

    'placeholder',
    'reason',
    'text',
    'title',
    'what',
  ]),
);
/** Keys of the keyboard, and time zones. */
const machineNames = /^(Arrow\w+|End|Enter|Escape|Home|Page\w+|Space|Tab|[A-Z]\w+\/\S+)$/;
const elements = new Set(['RegularElement', 'SvelteElement', 'SvelteHead', 'TitleElement']);

const hasLetter = (text: string): boolean => /\p{L}/u.test(text);

/** Sentences, capitalised words, and anything that is not Latin. */
export const looksLikeWords = (text: string): boolean =>
  !text.startsWith('(prefers-') &&
  (/[^\x00-\x7f]/.test(text.replace(/[·→]/g, ''))
    ? hasLetter(text)
    : /\p{L}{2,}[,.:;]? \p{L}{2,}/u.test(text) ||
      (/^[A-Z][a-z]+/.test(text) && !machineNames.test(text)));

export function visibleStrings(source: string): string[] {
  const tree = parse(source, { modern: true });
  const found: string[] = [];
  walk(tree.fragment, (node, above) => {
    const parent = above.at(-1);
    if (node.type === 'Text' && typeof node['data'] === 'string') {
      if (isSpokenText(node['data'], above)) found.push(node['data'].trim());
    } else if (parent && isSpokenLiteral(node, above)) {
      found.push(literalText(node) ?? '');
    }
  });
  for (const script of [tree.instance, tree.module]) {
    walk(script?.content, (node, above) => {
      const text = literalText(node);
      if (text !== undefined && looksLikeWords(text) && !isForMachines(above)) found.push(text);
    });
  }
  return found;
}

function isSpokenText(text: string, above: readonly TreeNode[]): boolean {
  if (!hasLetter(text)) return false;
  if (above.some((node) => node.type.endsWith('Directive'))) return false;
  const attribute = above.findLast((node) => node.type === 'Attribute');
  if (!attribute) return !above.some((node) => node['name'] === 'code' || node.type === 'Comment');
  const owner = above[above.indexOf(attribute) - 1];
  const name = String(attribute['name']);
  return owner && elements.has(owner.type)
    ? spokenAttributes.has(name)
    : spokenProps.has(name) || looksLikeWords(text);
}

function isSpokenLiteral(node: TreeNode, above: readonly TreeNode[]): boolean {
  const text = literalText(node);
  if (text === undefined || !hasLetter(text)) return false;
  const attribute = above.findLast((each) => /^(Attribute|\w+Directive)$/.test(each.type));
  if (!attribute)
    return isShown(node, above) ? true : looksLikeWords(text) && !isForMachines(above);
  const owner = above[above.indexOf(attribute) - 1];
  const name = String(attribute['name']);
  if (owner && elements.has(owner.type)) return spokenAttributes.has(name) && isShown(node, above);
  return looksLikeWords(text) && !isForMachines(above);
}

/** Whether the literal is what an expression gives, not what it compares with or looks up. */
function isShown(node: TreeNode, above: readonly TreeNode[]): boolean {
  const expression = above.findLastIndex((each) => each.type === 'ExpressionTag');
  if (expression < 0) return false;
  let child = node;
  for (const each of above.slice(expression + 1).reverse()) {
    const isResult =
      each.type === 'TemplateLiteral' ||
      each.type === 'LogicalExpression' ||
      (each.type === 'ConditionalExpression' && each['test'] !== child) ||
      (each.type === 'BinaryExpression' && each['operator'] === '+');
    if (!isResult) return false;
    child = each;
  }
  return true;
}

const isForMachines = (above: readonly TreeNode[]): boolean =>
  above.some(
    (node) =>
      node.type.startsWith('Import') ||
      node.type === 'TSLiteralType' ||
      (node.type === 'NewExpression' &&
        isNode(node['callee']) &&
        node['callee']['name'] === 'Error'),
  );

function literalText(node: TreeNode): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateElement') return undefined;
  return (node['value'] as { cooked?: string }).cooked;
}
