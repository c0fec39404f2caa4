// The test picture, cut up: an init segment, and for each of its pictures a fragment whose time can be set.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lint/sources';

const file = readFileSync(join(packageRoot, 'tests/media/pattern.mp4'));

interface Part {
  readonly type: string;
  readonly bytes: Buffer;
}

function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    parts.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      bytes: bytes.subarray(at, at + size),
    });
    at += size;
  }
  return parts;
}

const parts = partsOf(file);
const fragments = parts.flatMap(({ type, bytes }, i) => {
  const next = parts[i + 1];
  return type === 'moof' && next?.type === 'mdat' ? [Buffer.concat([bytes, next.bytes])] : [];
});

export const timescale = 10_000;
export const picturesPerSecond = 10;
export const secondsInPattern = fragments.length / picturesPerSecond;
export const init = Buffer.concat(
  parts.filter(({ type }) => type === 'ftyp' || type === 'moov').map(({ bytes }) => bytes),
);
export const mime = `video/mp4; codecs="${codecOf(init)}"`;

function codecOf(bytes: Buffer): string {
  const at = bytes.indexOf('avcC') + 5;
  return `avc1.${bytes.toString('hex', at, at + 3)}`;
}

/** One picture of the pattern, shown at a time. */
export function pictureAt(index: number, time: number): Buffer {
  const fragment = Buffer.from(fragments[index % fragments.length] as Buffer);
  const at = fragment.indexOf('tfdt') + 4;
  if (fragment.readUInt8(at) === 1) fragment.writeBigUInt64BE(BigInt(Math.round(time)), at + 4);
  else fragment.writeUInt32BE(Math.round(time), at + 4);
  return fragment;
}

/** Seconds of the pattern, one after the other from a time on. */
export const secondsFrom = (first: number, count: number, time: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count * picturesPerSecond }, (_each, i) =>
      pictureAt(first * picturesPerSecond + i, time + (i * timescale) / picturesPerSecond),
    ),
  );
