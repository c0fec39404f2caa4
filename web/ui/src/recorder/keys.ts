// Keys that act on a whole page must not act while something is typed, nor with a modifier held.
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.closest('input,textarea,select,dialog,[contenteditable]') !== null;
}
