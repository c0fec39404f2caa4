// Reads the mark of the synthetic scene (docs/design/frame-mark.md; C++: media/scene/frame_mark.h) from
// what a browser shows: which picture it is, and when it was taken.
export interface FrameMark {
  readonly counter: number;
  /** The low 32 bits of milliseconds since 1970-01-01 UTC. */
  readonly unix_ms: number;
}

/** Where the mark lies in a picture of 80 by 45 cells. */
export const markCells = { columns: 80, rows: 45, left: 2, top: 40, width: 32, height: 3 } as const;

const bitCount = markCells.width * markCells.height;
const sync = 0xb52c;
const contrastMin = 48;

/** From the brightness of its cells, 0 to 255, row by row; undefined when it is damaged or not there. */
export function markFrom(levels: readonly number[]): FrameMark | undefined {
  if (levels.length !== bitCount) return undefined;
  const mean = (bit: number): number => {
    const of = levels.slice(0, 16).filter((_, i) => ((sync >> (15 - i)) & 1) === bit);
    return of.reduce((sum, level) => sum + level, 0) / of.length;
  };
  const [dark, bright] = [mean(0), mean(1)];
  if (bright - dark < contrastMin) return undefined;
  const bits = levels.map((level) => (level > (dark + bright) / 2 ? '1' : '0')).join('');
  const number = (from: number, count: number): number => parseInt(bits.substr(from, count), 2);
  const mark = { counter: number(16, 32), unix_ms: number(48, 32) };
  return number(0, 16) === sync && number(80, 16) === checksum(mark) ? mark : undefined;
}

/** How old it is at `now_ms`; negative when it comes from the future. */
export const ageOf = ({ unix_ms }: FrameMark, now_ms: number): number =>
  ((now_ms % 2 ** 32) - unix_ms) | 0;

// CRC-16/CCITT-FALSE over counter and time, big endian.
function checksum({ counter, unix_ms }: FrameMark): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, counter);
  bytes.setUint32(4, unix_ms);
  let crc = 0xffff;
  for (let i = 0; i < 8; i += 1) {
    crc ^= bytes.getUint8(i) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
