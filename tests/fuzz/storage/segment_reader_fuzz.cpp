// A segment reader must survive any file, and whatever it calls sound must be readable.
#include "storage/segment/segment_reader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/memory_file_system.h"

FUZZ_TARGET(segment_reader_fuzz)(base::ByteView input) {
  test_support::MemoryFileSystem files;
  if (!base::write_file_atomically(files, "segment", input)) __builtin_trap();
  auto reader = storage::SegmentReader::open(files, "segment");
  if (!reader) return;
  const storage::Signers nobody;
  const auto thorough = reader->examine(&nobody);
  const auto quick = reader->records();
  if (!thorough || !quick || !reader->examine_final(nobody)) __builtin_trap();
  for (const storage::IndexEntry& record : thorough->records) {
    if (storage::is_sealed(record.header.kind)) continue;
    if (!reader->read_clear(record)) __builtin_trap();
  }
  if (thorough->end == storage::SegmentEnd::Altered && !thorough->damage) __builtin_trap();
}
