// The stretch of time that a timeline shows, and how it moves.
export interface View {
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface Bounds {
  /** The oldest footage. */
  readonly first_ms: number;
  readonly now_ms: number;
}

export const second_ms = 1000;
export const minute_ms = 60_000;
export const hour_ms = 3_600_000;
export const day_ms = 86_400_000;

export const spanMin_ms = 2 * second_ms;
export const spanMax_ms = 31 * day_ms;

export const spanOf = (view: View): number => view.to_ms - view.from_ms;

/** Position of a time in a width. */
export const xOf = (at_ms: number, view: View, width: number): number =>
  ((at_ms - view.from_ms) / spanOf(view)) * width;

export const timeAt = (x: number, view: View, width: number): number =>
  view.from_ms + (x / width) * spanOf(view);

export const centred = (at_ms: number, span_ms: number): View => ({
  from_ms: at_ms - span_ms / 2,
  to_ms: at_ms + span_ms / 2,
});

/** A view of another span in which `pivot_ms` stays where it is. */
export function zoomed(view: View, span_ms: number, pivot_ms: number): View {
  const span = Math.min(spanMax_ms, Math.max(spanMin_ms, span_ms));
  const share = (pivot_ms - view.from_ms) / spanOf(view);
  const at = share >= 0 && share <= 1 ? share : 0.5;
  return { from_ms: pivot_ms - span * at, to_ms: pivot_ms + span * (1 - at) };
}

export const panned = (view: View, by_ms: number): View => ({
  from_ms: view.from_ms + by_ms,
  to_ms: view.to_ms + by_ms,
});

/** The view moved back until there is something to see: a little future at most, a little before. */
export function within(view: View, { first_ms, now_ms }: Bounds): View {
  const span = spanOf(view);
  const latest = now_ms + span * 0.1;
  const earliest = Math.min(first_ms - span * 0.1, latest - span);
  if (view.to_ms > latest) return panned(view, latest - view.to_ms);
  if (view.from_ms < earliest) return panned(view, earliest - view.from_ms);
  return view;
}

/** The view moved so that a time is in it, and no further than needed for the time to be in its middle. */
export const showing = (view: View, at_ms: number): View =>
  at_ms >= view.from_ms && at_ms <= view.to_ms ? view : centred(at_ms, spanOf(view));

/** What the view is a part of: 24 views, between a day and a month. */
export function overviewOf(view: View, now_ms: number): View {
  const span = Math.min(30 * day_ms, Math.max(day_ms, spanOf(view) * 24));
  const to_ms = Math.max(
    Math.min(now_ms + span * 0.03, view.to_ms + span / 2),
    view.to_ms + span * 0.02,
  );
  return { from_ms: to_ms - span, to_ms };
}
