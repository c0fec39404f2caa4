// Where the page is mounted.
export function rootElement(): HTMLElement {
  const root = document.getElementById('app');
  if (!root) throw new Error('The page has no element with the id app.');
  return root;
}
