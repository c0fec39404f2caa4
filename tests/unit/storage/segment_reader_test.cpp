// Goal: a segment made by anybody is read as the page says; what was torn is told from what was
// altered, and each change is located without a key.

#include "storage/segment/segment_reader.h"

#include <gtest/gtest.h>

#include "tests/support/golden_archive.h"
#include "tests/unit/storage/archive_world.h"

namespace storage {
namespace {

class SegmentReaderTest : public testing::Test {
 protected:
  SegmentReader reader(base::ByteView bytes) {
    test_support::MemoryFileSystem files;
    EXPECT_TRUE(base::write_file_atomically(files, "segment", bytes));
    // The handle keeps the file.
    return SegmentReader::open(files.open_read("segment").value()).value();
  }
  SegmentContents examine(base::ByteView bytes, const Signers* signers = nullptr) {
    return reader(bytes).examine(signers).value();
  }
  static Signers golden_signers() {
    const base::Bytes file = golden::read_file("chain/signers");
    const auto header = parse_log_header(base::ByteView{file}.first(kLogHeaderBytes));
    return Signers::read(read_lines(file, {kLogHeaderBytes, 1, log_start(*header)}).lines);
  }
  static base::Bytes without_end(base::Bytes bytes, std::size_t count) {
    bytes.resize(bytes.size() - count);
    return bytes;
  }
};

TEST_F(SegmentReaderTest, GoldenSegmentsAreWhatTheirWriterSays) {
  const Signers signers = golden_signers();
  ASSERT_FALSE(signers.fault()) << *signers.fault();
  for (const std::string name : golden::kSegments) {
    const base::Bytes file = golden::segment_file(name);
    const SegmentContents contents = examine(file, &signers);
    EXPECT_EQ(contents.end, name == "torn" ? SegmentEnd::Unterminated : SegmentEnd::Final) << name;
    EXPECT_EQ(contents.facts.chain_out, golden::digest_at("segments." + name + ".chain_out"));
    EXPECT_EQ(contents.facts.records, golden::authentic_prefix(file)->records.size());
    EXPECT_EQ(contents.unknown_signatures, 0U);
    EXPECT_EQ(contents.damage.has_value(), name == "torn");
  }
}

TEST_F(SegmentReaderTest, QuickAndThoroughReadingAgree) {
  const Signers signers = golden_signers();
  for (const std::string name : golden::kSegments) {
    SegmentReader segment = reader(golden::segment_file(name));
    const SegmentContents thorough = segment.examine(&signers).value();
    const SegmentContents quick = segment.records().value();
    EXPECT_EQ(quick.records, thorough.records) << name;
    EXPECT_EQ(quick.facts, thorough.facts) << name;
    EXPECT_EQ(quick.spans, thorough.spans) << name;
    EXPECT_EQ(quick.end, thorough.end) << name;
    const auto by_signature = segment.examine_final(signers).value();
    ASSERT_EQ(by_signature.has_value(), name != "torn");
    if (by_signature) {
      EXPECT_EQ(by_signature->facts, thorough.facts) << name;
    }
  }
}

TEST_F(SegmentReaderTest, AChangedByteOfAFinishedSegmentIsLocated) {
  const Signers signers = golden_signers();
  const base::Bytes file = golden::segment_file("successor");
  const auto prefix = golden::authentic_prefix(file);
  for (std::size_t i = kSegmentHeaderBytes; i < file.size(); i += 5) {
    base::Bytes changed = file;
    changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    const SegmentContents contents = examine(changed, &signers);
    ASSERT_EQ(contents.end, SegmentEnd::Altered) << "byte " << i;
    const std::uint64_t record =
        1 + static_cast<std::uint64_t>(std::ranges::count_if(
                prefix->records, [&](const auto& each) { return each.end() <= i; }));
    ASSERT_EQ(contents.damage->record, record) << "byte " << i;
    ASSERT_LE(contents.damage->byte, i);
    ASSERT_EQ(contents.damage->byte,
              record > prefix->records.size() ? prefix->end() : prefix->records[record - 1].offset);
  }
}

TEST_F(SegmentReaderTest, AChangedHeaderContradictsTheFirstCheckpoint) {
  const Signers signers = golden_signers();
  const base::Bytes file = golden::segment_file("successor");
  for (std::size_t i = 8 + 2; i < kSegmentHeaderBytes; ++i) {
    base::Bytes changed = file;
    changed[i] ^= 1;
    test_support::MemoryFileSystem files;
    ASSERT_TRUE(base::write_file_atomically(files, "segment", changed));
    auto opened = SegmentReader::open(files, "segment");
    if (!opened) continue;  // refused as a whole
    EXPECT_EQ(opened->examine(&signers)->end, SegmentEnd::Altered) << i;
  }
}

TEST_F(SegmentReaderTest, ACutIsUnterminatedAndNothingBehindItIsInvented) {
  const base::Bytes file = golden::segment_file("successor");
  const auto prefix = golden::authentic_prefix(file);
  for (std::size_t size = kSegmentHeaderBytes; size < file.size(); size += 5) {
    const SegmentContents contents = examine(base::ByteView{file}.first(size));
    ASSERT_EQ(contents.end, SegmentEnd::Unterminated) << size;
    const auto whole = std::ranges::count_if(prefix->records,
                                             [&](const auto& each) { return each.end() <= size; });
    ASSERT_EQ(contents.facts.records, static_cast<std::size_t>(whole)) << size;
  }
}

TEST_F(SegmentReaderTest, ZerosBehindTheEndMarkAreAcceptedAndNothingElse) {
  base::Bytes file = golden::segment_file("successor");
  file.resize(file.size() + 5000);
  EXPECT_EQ(examine(file).end, SegmentEnd::Final);
  file.back() = 1;
  EXPECT_EQ(examine(file).end, SegmentEnd::Altered);
}

TEST_F(SegmentReaderTest, ZerosInsteadOfTheLastCommitAreUnterminated) {
  base::Bytes file = golden::segment_file("torn");
  const auto prefix = golden::authentic_prefix(file);
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(prefix->end()), file.end(), 0);
  const SegmentContents contents = examine(file);
  EXPECT_EQ(contents.end, SegmentEnd::Unterminated);
  EXPECT_FALSE(contents.damage) << "preallocated space holds no record";
}

class WrittenSegmentTest : public SegmentReaderTest {
 protected:
  const base::Bytes& file() {
    if (file_.empty()) file_ = world_.bytes_of(world_.record(6));
    return file_;
  }
  golden::Record record(std::size_t number) {
    return golden::authentic_prefix(file())->records.at(number - 1);
  }
  // The record that begins the `nth` commit.
  golden::Record commit(std::size_t nth) {
    const auto prefix = golden::authentic_prefix(file()).value();
    for (const golden::Record& each : prefix.records) {
      if ((each.header.flags & record_flag::kCommitStart) != 0 && --nth == 0) return each;
    }
    return {};
  }

  ArchiveWorld world_;
  base::Bytes file_;
};

TEST_F(WrittenSegmentTest, BehindDamageReadingGoesOnWithTheNextCommit) {
  base::Bytes changed = file();
  const golden::Record damaged = commit(2);
  changed[damaged.offset + 100] ^= 1;
  const SegmentContents contents = examine(changed);
  EXPECT_EQ(contents.end, SegmentEnd::Altered);
  EXPECT_EQ(contents.damage->record, damaged.header.number);
  EXPECT_EQ(contents.damage->byte, damaged.offset);
  // Init, context, six seconds of two records, without those of the second one.
  EXPECT_EQ(contents.records.size(), 2U + 6U * 2U - 2U);
  EXPECT_EQ(contents.facts.records, damaged.header.number - 1) << "the authentic prefix";
}

TEST_F(WrittenSegmentTest, TwoDamagedPlacesDoNotStopReading) {
  base::Bytes changed = file();
  changed[commit(2).offset + 100] ^= 1;
  changed[commit(3).offset + 100] ^= 1;
  EXPECT_EQ(examine(changed).records.size(), 2U + 6U * 2U - 4U);
}

TEST_F(WrittenSegmentTest, ARemovedCommitIsAltered) {
  const golden::Record from = commit(2);
  const golden::Record to = commit(3);
  base::Bytes changed = file();
  changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(from.offset),
                changed.begin() + static_cast<std::ptrdiff_t>(to.offset));
  const SegmentContents contents = examine(changed);
  EXPECT_EQ(contents.end, SegmentEnd::Altered);
  EXPECT_EQ(contents.damage->record, from.header.number);
}

TEST_F(WrittenSegmentTest, ATornLastCommitOfAnyShapeIsNotCalledAltered) {
  // Sectors of the final commit that never reached the disk, though its end did.
  const golden::Prefix prefix = *golden::authentic_prefix(file());
  const std::uint64_t from = prefix.records.back().offset;
  for (std::uint64_t sector = (from + 511) / 512; (sector + 1) * 512 <= file().size() - 16;
       ++sector) {
    base::Bytes torn = file();
    std::fill_n(torn.begin() + static_cast<std::ptrdiff_t>(sector * 512), 512, 0);
    EXPECT_EQ(examine(torn).end, SegmentEnd::Unterminated) << sector;
  }
}

TEST_F(WrittenSegmentTest, PlaybackOfATornSegmentTakesNoTornRecord) {
  const golden::Record picture = commit(4);
  base::Bytes torn = file();
  torn.resize(picture.offset + 2000);  // its header and length are there
  SegmentReader segment = reader(torn);
  EXPECT_EQ(segment.records()->records, segment.examine()->records);
  // The same when the disk kept the length and lost what was in it.
  torn = file();
  torn.resize(commit(5).offset);
  std::fill_n(torn.begin() + static_cast<std::ptrdiff_t>(picture.offset + 1024), 1024, 0);
  SegmentReader holed = reader(torn);
  EXPECT_EQ(holed.records()->facts, holed.examine()->facts);
  EXPECT_EQ(holed.records()->facts.records, picture.header.number - 1);
}

TEST_F(WrittenSegmentTest, AnAlteredSealedRecordDoesNotOpenWhateverItsDigestSays) {
  base::Bytes changed = file();
  const golden::Record video = commit(2);
  changed[video.offset + kRecordHeaderBytes + 5] ^= 1;
  SegmentReader segment = reader(changed);
  crypto::AeadKey key =
      crypto::AeadKey::from(open_segment_key(segment.header(), world_.day).value()).value();
  EXPECT_EQ(segment.open_record({video.offset, video.header}, key).error().kind,
            base::ErrorKind::Corrupt);
  const golden::Record other = record(3);
  EXPECT_TRUE(segment.open_record({other.offset, other.header}, key));
}

TEST_F(WrittenSegmentTest, AnUnknownSignerIsCountedAndAForgedSignatureIsAltered) {
  const Signers nobody;
  EXPECT_EQ(examine(file(), &nobody).unknown_signatures, 2U);
  const Signers ours = world_.keys->signers();
  EXPECT_EQ(examine(file(), &ours).unknown_signatures, 0U);
  EXPECT_EQ(examine(file(), &ours).end, SegmentEnd::Final);
}

TEST_F(SegmentReaderTest, WhatIsNoSegmentIsRefused) {
  test_support::MemoryFileSystem files;
  ASSERT_TRUE(base::write_file_atomically(files, "short", base::Bytes(319, 1)));
  EXPECT_EQ(SegmentReader::open(files, "short").error().kind, base::ErrorKind::Corrupt);
  EXPECT_EQ(SegmentReader::open(files, "none").error().kind, base::ErrorKind::NotFound);
  base::Bytes newer = golden::segment_file("successor");
  newer[9] = 2;
  ASSERT_TRUE(base::write_file_atomically(files, "newer", newer));
  EXPECT_EQ(SegmentReader::open(files, "newer").error().kind, base::ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace storage
