// Looks at what a video element of a page shows at a moment, by the mark in the decoded picture.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ageOf, markCells, markFrom } from './frame_mark';

export interface Shown {
  readonly counter: number;
  /** By the camera's clock. */
  readonly taken_ms: number;
  /** From then to when it was looked at, by the browser's clock. */
  readonly age_ms: number;
}

interface Look {
  readonly levels: number[];
  readonly at_ms: number;
}

/** `count` looks, `every_ms` apart, at the video with this label. */
async function look(page: Page, label: string, count: number, every_ms: number): Promise<Look[]> {
  const video = page.getByLabel(label, { exact: true });
  return video.evaluate(
    async (element, { cells, count, every_ms }) => {
      const video = element as HTMLVideoElement;
      // Sixteen dots a cell; only the middle half is looked at, which scaling leaves alone.
      const side = 16;
      const canvas = new OffscreenCanvas(cells.width * side, cells.height * side);
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      const levelsNow = (): number[] => {
        const [w, h] = [video.videoWidth / cells.columns, video.videoHeight / cells.rows];
        const { width, height } = canvas;
        const part = [cells.left * w, cells.top * h, cells.width * w, cells.height * h] as const;
        context.drawImage(video, ...part, 0, 0, width, height);
        const { data } = context.getImageData(0, 0, width, height);
        const green = (x: number, y: number): number => data[(y * width + x) * 4 + 1] ?? 0;
        return Array.from({ length: cells.width * cells.height }, (_, i) => {
          const x = (i % cells.width) * side + side / 4;
          const y = Math.floor(i / cells.width) * side + side / 4;
          let sum = 0;
          for (let j = 0; j < (side / 2) ** 2; j += 1)
            sum += green(x + (j % (side / 2)), y + Math.floor(j / (side / 2)));
          return sum / (side / 2) ** 2;
        });
      };
      const looks: Look[] = [];
      while (looks.length < count) {
        if (looks.length > 0) await new Promise((done) => setTimeout(done, every_ms));
        if (video.videoWidth === 0) break;
        const at_ms = Date.now();
        looks.push({ levels: levelsNow(), at_ms });
      }
      return looks;
    },
    { cells: markCells, count, every_ms },
  );
}

const shownIn = ({ levels, at_ms }: Look): Shown[] => {
  const mark = markFrom(levels);
  if (!mark) return [];
  const age_ms = ageOf(mark, at_ms);
  return [{ counter: mark.counter, taken_ms: at_ms - age_ms, age_ms }];
};

/** What it shows now; undefined without a picture. */
export const shownBy = async (page: Page, label: string): Promise<Shown | undefined> =>
  (await look(page, label, 1, 0)).flatMap(shownIn)[0];

/** Waits until there is a picture, and then for a later one. */
export async function advances(page: Page, label: string): Promise<Shown> {
  let first: Shown | undefined;
  await expect.poll(async () => (first ??= await shownBy(page, label))).toBeDefined();
  let later: Shown | undefined;
  const counter = async (): Promise<number> => {
    later = await shownBy(page, label);
    return later?.counter ?? 0;
  };
  await expect.poll(counter).toBeGreaterThan(first!.counter);
  return later!;
}

/** What stands on the screen of a video that is paused. */
export async function standing(page: Page, label: string): Promise<Shown> {
  let last: Shown | undefined;
  const stands = async (): Promise<boolean> => {
    const before = last;
    last = await shownBy(page, label);
    return last !== undefined && last.counter === before?.counter;
  };
  await expect.poll(stands, { interval: 250 }).toBe(true);
  return last!;
}

export interface Ages {
  readonly count: number;
  readonly median_ms: number;
  readonly least_ms: number;
  readonly most_ms: number;
}

/** How old what is on the screen is, at moments that have nothing to do with when pictures come. */
export async function agesOf(page: Page, label: string, count = 40): Promise<Ages> {
  const shown = (await look(page, label, count, 97)).flatMap(shownIn);
  const ages = shown.map(({ age_ms }) => age_ms).sort((a, b) => a - b);
  return {
    count: ages.length,
    median_ms: ages[Math.floor(ages.length / 2)] ?? NaN,
    least_ms: ages[0] ?? NaN,
    most_ms: ages.at(-1) ?? NaN,
  };
}
