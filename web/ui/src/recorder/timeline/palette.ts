// The colours and patterns of the timeline, read from the design tokens as they are in force.
const names = [
  'surface-0',
  'surface-1',
  'surface-3',
  'line',
  'line-strong',
  'text',
  'text-2',
  'text-3',
  'recorded-fill',
  'gap-fill',
  'gap-tint',
  'gap-ink',
  'accent',
  'on-accent',
  'playhead',
] as const;

export type ColourName = (typeof names)[number];

export interface Palette {
  readonly colour: Readonly<Record<ColourName, string>>;
  readonly hatch: CanvasPattern | string;
  readonly font: string;
}

/** `probe` is an element whose colour may be set. */
export function readPalette(probe: HTMLElement, ratio: number): Palette {
  const colour = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Record<ColourName, string>;
  const hatch = hatchOf(colour['gap-fill'], colour['gap-tint'], ratio);
  return { colour, hatch, font: getComputedStyle(probe).fontFamily };
}

/** Diagonal lines that join at the edges of the pattern. */
function hatchOf(ink: string, ground: string, ratio: number): CanvasPattern | string {
  const size = Math.round(6 * ratio);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const g = canvas.getContext('2d');
  if (!g) return ink;
  g.fillStyle = ground;
  g.fillRect(0, 0, size, size);
  g.strokeStyle = ink;
  g.lineWidth = 1.3 * ratio;
  g.beginPath();
  for (const shift of [-0.5, 0, 0.5]) {
    g.moveTo(shift * size, (shift + 1) * size);
    g.lineTo((shift + 1) * size, shift * size);
  }
  g.stroke();
  const pattern = g.createPattern(canvas, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern ?? ink;
}
