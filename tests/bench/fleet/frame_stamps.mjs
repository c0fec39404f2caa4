// Counts the stamps that simulated cameras put in their pictures (docs/design/fleet-frame-stamp.md).
// They lie in an MP4 file as they were sent, so no decoder is needed.
import { closeSync, openSync, readSync } from "node:fs";

const kUuid = Buffer.from("6d2a915e3c474bf89e21c57b8416d30f", "hex");
const kCounterDigits = 16;
const kPieceBytes = 8 << 20;

// {pictures, missing}: how many are there, and how many are not between the first and the last.
export function countStamps(path) {
  const file = openSync(path, "r");
  const counters = new Set();
  const piece = Buffer.alloc(kPieceBytes);
  const stampBytes = kUuid.length + kCounterDigits;
  for (let at = 0; ; at += kPieceBytes - stampBytes) {
    const got = readSync(file, piece, 0, kPieceBytes, at);
    const read = piece.subarray(0, got);
    for (let found = read.indexOf(kUuid); found >= 0; found = read.indexOf(kUuid, found + 1)) {
      const digits = read.toString("latin1", found + kUuid.length, found + stampBytes);
      if (digits.length === kCounterDigits) counters.add(parseInt(digits, 16));
    }
    if (got < kPieceBytes) break;
  }
  closeSync(file);
  const sorted = [...counters].sort((a, b) => a - b);
  const expected = sorted.length === 0 ? 0 : sorted.at(-1) - sorted[0] + 1;
  return { pictures: sorted.length, missing: expected - sorted.length };
}
