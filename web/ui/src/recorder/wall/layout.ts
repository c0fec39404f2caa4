// Which cameras are on the wall.
export const layouts = [1, 4, 9] as const;
export type Layout = (typeof layouts)[number];

/** The smallest that shows all, or the largest. */
export const layoutFor = (cameras: number): Layout =>
  layouts.find((layout) => layout >= cameras) ?? 9;

export const pagesOf = (cameras: number, layout: Layout): number =>
  Math.max(1, Math.ceil(cameras / layout));

/** The cameras on one page; the last page is filled with what comes before it. */
export function pageOf<T>(cameras: readonly T[], layout: Layout, page: number): readonly T[] {
  const last = Math.max(0, cameras.length - layout);
  const first = Math.min(Math.max(0, page) * layout, last);
  return cameras.slice(first, first + layout);
}

/** The page on which a camera is. */
export const pageWith = (index: number, layout: Layout): number =>
  Math.max(0, Math.floor(index / layout));

const storageKey = 'wall-layout';

export function keptLayout(): Layout | undefined {
  try {
    return layouts.find((layout) => String(layout) === localStorage.getItem(storageKey));
  } catch {
    return undefined;
  }
}

export function keepLayout(layout: Layout): void {
  try {
    localStorage.setItem(storageKey, String(layout));
  } catch {
    // Storage may be turned off; the choice then lasts as long as the page.
  }
}
