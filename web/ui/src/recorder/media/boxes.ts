// Reads as much of fragmented MP4 (ISO/IEC 14496-12) as a player needs to place pictures in time. What
// does not add up is skipped: the browser's own parser decides what can be played.
export interface Track {
  readonly id: number;
  readonly video: boolean;
  /** Units of a second. */
  readonly timescale: number;
  /** For samples that do not say how long they last. */
  readonly sampleDuration: number;
}

interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** The boxes side by side in a part of a file. Their positions are those of their content. */
function boxesIn(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  let at = from;
  while (at + 8 <= to) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= to) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    }
    if (size < header || at + size > to) break;
    found.push({ type: typeAt(view, at + 4), from: at + header, to: at + size });
    at += size;
  }
  return found;
}

const typeAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** The boxes at the end of a path of types, in every branch. */
function boxesAt(view: DataView, path: readonly string[], within: Box): Box[] {
  const [type, ...rest] = path;
  if (type === undefined) return [within];
  return boxesIn(view, within.from, within.to)
    .filter((box) => box.type === type)
    .flatMap((box) => boxesAt(view, rest, box));
}

const whole = (view: DataView): Box => ({ type: '', from: 0, to: view.byteLength });
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The tracks that an init segment describes. */
export function tracksOf(init: Uint8Array): Track[] {
  const view = viewOf(init);
  const defaults = new Map<number, number>();
  for (const trex of boxesAt(view, ['moov', 'mvex', 'trex'], whole(view)))
    if (trex.to - trex.from >= 16)
      defaults.set(view.getUint32(trex.from + 4), view.getUint32(trex.from + 12));
  return boxesAt(view, ['moov', 'trak'], whole(view)).flatMap((trak) => {
    const [tkhd] = boxesAt(view, ['tkhd'], trak);
    const [mdhd] = boxesAt(view, ['mdia', 'mdhd'], trak);
    const [hdlr] = boxesAt(view, ['mdia', 'hdlr'], trak);
    if (!tkhd || !mdhd || !hdlr) return [];
    const id = view.getUint32(tkhd.from + (view.getUint8(tkhd.from) === 1 ? 20 : 12));
    const timescale = view.getUint32(mdhd.from + (view.getUint8(mdhd.from) === 1 ? 20 : 12));
    if (timescale === 0) return [];
    const video = typeAt(view, hdlr.from + 8) === 'vide';
    return [{ id, video, timescale, sampleDuration: defaults.get(id) ?? 0 }];
  });
}

/** When each picture in some fragments is shown, in seconds of the media's own time, earliest first. */
export function pictureTimesOf(media: Uint8Array, tracks: readonly Track[]): number[] {
  const view = viewOf(media);
  return boxesAt(view, ['moof', 'traf'], whole(view))
    .flatMap((traf) => timesOf(view, traf, tracks))
    .sort((a, b) => a - b);
}

function timesOf(view: DataView, traf: Box, tracks: readonly Track[]): number[] {
  const [tfhd] = boxesAt(view, ['tfhd'], traf);
  const [tfdt] = boxesAt(view, ['tfdt'], traf);
  if (!tfhd || !tfdt) return [];
  const track = tracks.find(({ id }) => id === view.getUint32(tfhd.from + 4));
  if (!track?.video) return [];
  const long = view.getUint8(tfdt.from) === 1;
  let decode = long ? Number(view.getBigUint64(tfdt.from + 4)) : view.getUint32(tfdt.from + 4);
  const usual = usualDuration(view, tfhd) ?? track.sampleDuration;
  const times: number[] = [];
  for (const trun of boxesAt(view, ['trun'], traf))
    decode = readRun(view, trun, decode, usual, (time) => times.push(time / track.timescale));
  return times;
}

/** What a fragment's header says of all its samples, behind the fields that it may leave out. */
function usualDuration(view: DataView, tfhd: Box): number | undefined {
  const flags = view.getUint32(tfhd.from) & 0xffffff;
  if (!(flags & 0x8)) return undefined;
  const at = tfhd.from + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  return at + 4 <= tfhd.to ? view.getUint32(at) : undefined;
}

function readRun(
  view: DataView,
  trun: Box,
  start: number,
  usual: number,
  found: (time: number) => void,
): number {
  const flags = view.getUint32(trun.from) & 0xffffff;
  const [hasDuration, hasSize] = [flags & 0x100, flags & 0x200];
  const [hasFlags, hasOffset] = [flags & 0x400, flags & 0x800];
  const stride = [hasDuration, hasSize, hasFlags, hasOffset].filter(Boolean).length * 4;
  let at = trun.from + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  let decode = start;
  for (let left = view.getUint32(trun.from + 4); left > 0 && at + stride <= trun.to; left -= 1) {
    const offset = hasOffset ? view.getInt32(at + stride - 4) : 0;
    found(decode + offset);
    decode += hasDuration ? view.getUint32(at) : usual;
    at += stride;
    // Samples without any field of their own could be counted for ever.
    if (stride === 0 && left > 100_000) break;
  }
  return decode;
}
