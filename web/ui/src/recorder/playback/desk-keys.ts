// What the keys of the playback page do.
export type DeskAct =
  | 'play'
  | 'pause'
  | 'faster'
  | 'slower'
  | 'frameForward'
  | 'frameBack'
  | 'markIn'
  | 'markOut'
  | 'goto'
  | 'zoomIn'
  | 'zoomOut';

const acts: Record<string, DeskAct> = {
  ' ': 'play',
  k: 'pause',
  l: 'faster',
  j: 'slower',
  '.': 'frameForward',
  ',': 'frameBack',
  i: 'markIn',
  o: 'markOut',
  g: 'goto',
  '+': 'zoomIn',
  '-': 'zoomOut',
};

export function actOf(event: KeyboardEvent): DeskAct | undefined {
  // The timeline zooms by itself, and space presses the button that has the focus.
  if (event.defaultPrevented) return undefined;
  const onButton = event.target instanceof Element && event.target.closest('button, a') !== null;
  if (event.key === ' ' && onButton) return undefined;
  return acts[event.key.toLowerCase()];
}
