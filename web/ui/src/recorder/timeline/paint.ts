// Draws the timeline, from top to bottom: overview, ruler, the camera's recording; then marks, pointer and
// playhead over them. Lengths are in rem sixteenths, so that they grow with the type.
import type { Palette } from './palette';
import { stepFor, ticks } from './ruler';
import { day_ms, minute_ms, overviewOf, spanOf, xOf, type View } from './scale';
import type { Span, SpanIndex } from './spans';

export interface Marks {
  readonly in_ms?: number | undefined;
  readonly out_ms?: number | undefined;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** CSS pixels of a sixteenth of a rem. */
  readonly unit: number;
  readonly view: View;
  readonly now_ms: number;
  readonly spans: SpanIndex;
  readonly head_ms: number;
  readonly pointer_ms?: number | undefined;
  readonly marks: Marks;
  readonly palette: Palette;
  readonly words: SceneWords;
  readonly offsetAt: (at_ms: number) => number;
}

export interface SceneWords {
  readonly recording: string;
  overview(span_ms: number): string;
  /** 20 Nov 2026 */
  day(at_ms: number): string;
  /** 20 Nov */
  shortDay(at_ms: number): string;
  /** 21:14, or 21:14:08 */
  clock(at_ms: number, seconds: boolean): string;
  /** 21:14:08.00 */
  head(at_ms: number): string;
  gap(span: Span): string;
}

export const rows = { overview: 6, ruler: 32, track: 56, trackHeight: 20, height: 86 };

export const gutterOf = (width: number, unit: number): number =>
  width < 640 * unit ? 0 : 110 * unit;

type Pen = CanvasRenderingContext2D;

export function paint(g: Pen, scene: Scene): void {
  const { width, height, unit } = scene;
  g.clearRect(0, 0, width, height);
  const gutter = gutterOf(width, unit);
  g.save();
  labels(g, scene, gutter);
  g.translate(gutter, 0);
  const room = width - gutter;
  overview(g, scene, room);
  ruler(g, scene, room);
  g.beginPath();
  g.rect(0, 0, room, height);
  g.clip();
  track(g, scene, room);
  marks(g, scene, room);
  pointer(g, scene, room);
  head(g, scene, room);
  g.restore();
}

function letters(g: Pen, { unit, palette }: Scene, weight = 400): void {
  g.font = `${weight} ${11 * unit}px ${palette.font}`;
  g.textBaseline = 'middle';
  g.textAlign = 'left';
}

function labels(g: Pen, scene: Scene, gutter: number): void {
  if (gutter === 0) return;
  const { unit, view, now_ms, palette, words } = scene;
  const write = (text: string, y: number, colour: 'text' | 'text-2' | 'text-3'): void => {
    letters(g, scene, colour === 'text' ? 600 : 400);
    g.fillStyle = palette.colour[colour];
    g.fillText(text, 8 * unit, y * unit, gutter - 12 * unit);
  };
  write(words.overview(spanOf(overviewOf(view, now_ms))), rows.overview + 8, 'text-3');
  write(words.day(view.from_ms), rows.ruler + 9, 'text');
  write(words.recording, rows.track + rows.trackHeight / 2, 'text-2');
}

/** Recorded is solid and grey; missing is hatched, a little wider than it was when it was very short. */
function stretches(g: Pen, scene: Scene, view: View, room: number, y: number, tall: number): void {
  const { spans, palette, now_ms } = scene;
  const end_ms = Math.min(view.to_ms, now_ms);
  const columns = Math.ceil(Math.max(0, xOf(end_ms, view, room)));
  if (columns === 0) return;
  const until_ms = view.from_ms + (columns / room) * spanOf(view);
  for (const { x, width, state } of spans.stretches(view.from_ms, until_ms, columns)) {
    const gap = state === 'gap';
    g.fillStyle = gap ? palette.hatch : palette.colour['recorded-fill'];
    g.fillRect(x, y, gap ? Math.max(2, width) : width, tall);
  }
}

function overview(g: Pen, scene: Scene, room: number): void {
  const { unit, view, palette, now_ms } = scene;
  const wide = overviewOf(view, now_ms);
  const y = rows.overview * unit;
  g.fillStyle = palette.colour['surface-3'];
  g.fillRect(0, y, room, 16 * unit);
  stretches(g, scene, wide, room, y + 5 * unit, 6 * unit);
  g.strokeStyle = palette.colour.text;
  g.lineWidth = 1.5 * unit;
  const from = Math.max(1, xOf(view.from_ms, wide, room));
  const wide_px = Math.max(4 * unit, xOf(view.to_ms, wide, room) - from);
  g.strokeRect(from, y - unit, Math.min(wide_px, room - from - 1), 18 * unit);
}

function ruler(g: Pen, scene: Scene, room: number): void {
  const { unit, view, palette, words, offsetAt, height, head_ms } = scene;
  const step = stepFor(view, room, 92 * unit);
  const y = rows.ruler * unit;
  const headX = xOf(head_ms, view, room);
  letters(g, scene);
  for (const { at_ms, major, day } of ticks(view, step, offsetAt)) {
    const x = xOf(at_ms, view, room);
    g.fillStyle = palette.colour[major ? 'line' : 'line-strong'];
    if (major) g.fillRect(x, y + 16 * unit, 1, height - y);
    else g.fillRect(x, y + 17 * unit, 1, 4 * unit);
    const inRoom = x + 52 * unit < room && Math.abs(x + 18 * unit - headX) > 60 * unit;
    if (!major || !inRoom) continue;
    g.fillStyle = palette.colour['text-2'];
    const named = day || step >= day_ms;
    g.fillText(
      named ? words.shortDay(at_ms) : words.clock(at_ms, step < minute_ms),
      x + 4 * unit,
      y + 9 * unit,
    );
  }
}

function track(g: Pen, scene: Scene, room: number): void {
  const { unit, view, spans, palette, words, now_ms } = scene;
  const [y, tall] = [rows.track * unit, rows.trackHeight * unit];
  stretches(g, scene, view, room, y, tall);
  letters(g, scene);
  for (const gap of spans.gapsIn(view.from_ms, Math.min(view.to_ms, now_ms), 60)) {
    const from = Math.max(0, xOf(gap.from_ms, view, room));
    const to = Math.min(room, xOf(Math.min(gap.to_ms, now_ms), view, room));
    const text = words.gap(gap);
    const wide = g.measureText(text).width;
    if (to - from < wide + 20 * unit) continue;
    g.fillStyle = palette.colour['gap-tint'];
    g.fillRect(from + 6 * unit, y + 3 * unit, wide + 8 * unit, tall - 6 * unit);
    g.fillStyle = palette.colour['gap-ink'];
    g.fillText(text, from + 10 * unit, y + tall / 2);
  }
}

function marks(g: Pen, scene: Scene, room: number): void {
  const { unit, view, palette, marks: set } = scene;
  const [top, bottom] = [(rows.track - 4) * unit, (rows.track + rows.trackHeight + 4) * unit];
  const { in_ms, out_ms } = set;
  if (in_ms !== undefined && out_ms !== undefined) {
    const from = Math.max(0, xOf(in_ms, view, room));
    g.save();
    g.globalAlpha = 0.18;
    g.fillStyle = palette.colour.accent;
    g.fillRect(from, top, Math.min(room, xOf(out_ms, view, room)) - from, bottom - top);
    g.restore();
  }
  g.strokeStyle = palette.colour.accent;
  g.lineWidth = 2 * unit;
  for (const [at_ms, inward] of [[in_ms, 1] as const, [out_ms, -1] as const]) {
    if (at_ms === undefined) continue;
    const x = xOf(at_ms, view, room);
    g.beginPath();
    g.moveTo(x + 6 * unit * inward, top);
    g.lineTo(x, top);
    g.lineTo(x, bottom);
    g.lineTo(x + 6 * unit * inward, bottom);
    g.stroke();
  }
}

function pointer(g: Pen, scene: Scene, room: number): void {
  if (scene.pointer_ms === undefined) return;
  g.fillStyle = scene.palette.colour['text-3'];
  g.fillRect(xOf(scene.pointer_ms, scene.view, room), rows.ruler * scene.unit, 1, scene.height);
}

function head(g: Pen, scene: Scene, room: number): void {
  const { unit, view, head_ms, palette, words, height } = scene;
  const x = xOf(head_ms, view, room);
  if (x < 0 || x > room) return;
  const y = rows.ruler * unit;
  g.fillStyle = palette.colour.playhead;
  g.fillRect(x - unit, y + 17 * unit, 2 * unit, height);
  letters(g, scene, 600);
  const text = words.head(head_ms);
  const wide = g.measureText(text).width + 12 * unit;
  const left = Math.min(Math.max(0, x - wide / 2), room - wide);
  g.fillStyle = palette.colour.accent;
  g.fillRect(left, y, wide, 17 * unit);
  g.fillStyle = palette.colour['on-accent'];
  g.fillText(text, left + 6 * unit, y + 9 * unit);
}
