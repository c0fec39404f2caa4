// Goal: segments made by another writer, from the page alone, are read by this code as the page
// says, and no change of them goes unseen or unlocated.

#include "tests/support/golden_archive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "crypto/aead/aead.h"
#include "crypto/hash/multi_hasher.h"
#include "crypto/hash/sha2.h"
#include "crypto/hpke/hpke.h"
#include "crypto/kdf/hkdf.h"
#include "storage/chain/chain.h"
#include "storage/segment/context_format.h"
#include "storage/segment/record_body_format.h"
#include "storage/segment/segment_format.h"

namespace storage {
namespace {

using golden::Prefix;
using golden::Record;

Prefix prefix_of(base::ByteView file) {
  auto prefix = golden::authentic_prefix(file);
  EXPECT_TRUE(prefix);
  return prefix.value_or(Prefix{});
}

std::string day_key_of(std::string_view segment) {
  return segment == "successor" ? "next_day" : "day";
}

base::Result<crypto::Secret> open_segment_key(const SegmentHeader& header, std::string_view key) {
  return crypto::hpke_open(golden::private_key_at(key), header.encapsulated,
                           segment_key_info(header), {}, header.wrapped_key);
}

crypto::AeadKey segment_key(std::string_view segment, const SegmentHeader& header) {
  return *crypto::AeadKey::from(*open_segment_key(header, day_key_of(segment)));
}

base::Result<base::Bytes> open_record(crypto::AeadKey& key, const Digest& header_digest,
                                      const Record& record) {
  return crypto::open(key, record_nonce(record.header.number),
                      record_associated_data(header_digest, record.header), record.sealed);
}

// The record that byte `offset` of the file belongs to, as Fault counts them.
std::int64_t record_with(const Prefix& prefix, std::uint64_t offset) {
  if (offset < kSegmentHeaderBytes) return 0;
  const auto& records = prefix.records;
  return 1 + std::ranges::count_if(records,
                                   [&](const Record& record) { return record.end() <= offset; });
}

TEST(GoldenArchiveTest, SegmentKeysOpenWithTheirDaysKeyAndAreTheOnesCommittedTo) {
  for (const std::string name : golden::kSegments) {
    const base::Bytes file = golden::segment_file(name);
    const SegmentHeader header = prefix_of(file).header;
    const auto key = open_segment_key(header, day_key_of(name));
    ASSERT_TRUE(key) << name;
    EXPECT_EQ(base::hex(key->reveal()), golden::text_at("segments." + name + ".segment_key"));
    const auto commitment =
        crypto::hkdf({}, key->reveal(), key_commitment_info(header.segment), 32);
    EXPECT_TRUE(std::ranges::equal(commitment->reveal(), header.key_commitment)) << name;
    EXPECT_EQ(header.day_key, key_id_of(golden::point_at(day_key_of(name))));
  }
}

TEST(GoldenArchiveTest, SegmentKeysOpenWithNoOtherDaysKey) {
  const SegmentHeader header = prefix_of(golden::segment_file("complete")).header;
  EXPECT_FALSE(open_segment_key(header, "next_day"));
  EXPECT_FALSE(open_segment_key(header, "recovery"));
}

TEST(GoldenArchiveTest, HeadersSayWhatTheWriterMeant) {
  const SegmentHeader header = prefix_of(golden::segment_file("complete")).header;
  EXPECT_EQ(header.recorder, golden::id_at("ids.recorder"));
  EXPECT_EQ(header.camera, golden::id_at("ids.camera"));
  EXPECT_EQ(header.boot, golden::id_at("ids.boot"));
  EXPECT_EQ(header.signing_key, golden::id_at("keys.signer_1.id"));
  EXPECT_EQ(header.start, base::to_ticks(*base::parse_rfc3339(golden::text_at("start"))));
  EXPECT_EQ(header.day_key_day, *golden::expected().get_int("day"));
  EXPECT_EQ(header.sequence, 1U);
  for (const std::string name : golden::kSegments) {
    EXPECT_EQ(segment_path(prefix_of(golden::segment_file(name)).header),
              golden::text_at("segments." + name + ".path"));
  }
}

TEST(GoldenArchiveTest, EveryRecordOpensToWhatWasPutIn) {
  for (const std::string name : golden::kSegments) {
    const base::Bytes file = golden::segment_file(name);
    const Prefix prefix = prefix_of(file);
    crypto::AeadKey key = segment_key(name, prefix.header);
    for (const Record& record : prefix.records) {
      base::Bytes plain{record.body.begin(), record.body.end()};
      if (is_sealed(record.header.kind)) {
        const auto opened = open_record(key, prefix.header_digest, record);
        ASSERT_TRUE(opened) << name << " record " << record.header.number;
        plain = *opened;
      }
      EXPECT_EQ(base::hex(crypto::sha256(plain)),
                *golden::expected_record(name, record.header.number).get_string("plain_sha256"));
    }
  }
}

TEST(GoldenArchiveTest, DigestsWithLeavesChainToTheStatedHeads) {
  for (const std::string name : golden::kSegments) {
    const base::Bytes file = golden::segment_file(name);
    const Prefix prefix = prefix_of(file);
    const auto* records = golden::expected().find("segments")->find(name)->find("records");
    ASSERT_EQ(prefix.records.size(), records->as_array()->size()) << name;
    for (const Record& record : prefix.records) {
      const base::Json& expected = golden::expected_record(name, record.header.number);
      EXPECT_EQ(base::hex(record.chain), *expected.get_string("c")) << name;
      EXPECT_EQ(static_cast<std::int64_t>(record.offset), *expected.get_int("offset")) << name;
    }
    EXPECT_EQ(prefix.chain(), golden::digest_at("segments." + name + ".chain_out"));
    EXPECT_EQ(prefix.header.chain_in, golden::digest_at("segments." + name + ".chain_in"));
  }
}

TEST(GoldenArchiveTest, TheGoldenBodiesHaveNoneOneAndTwoLeaves) {
  const base::Bytes file = golden::segment_file("complete");
  bool seen[3] = {};
  for (const Record& record : prefix_of(file).records) {
    const std::size_t leaves = (record.body.size() + crypto::kLeafBytes - 1) / crypto::kLeafBytes;
    seen[leaves] = true;
  }
  EXPECT_TRUE(seen[0] && seen[1] && seen[2]);
}

TEST(GoldenArchiveTest, FinishedSegmentsAreWhatTheirRecorderSigned) {
  EXPECT_FALSE(
      golden::find_fault(golden::segment_file("complete"), golden::public_key_at("signer_1")));
  EXPECT_FALSE(
      golden::find_fault(golden::segment_file("successor"), golden::public_key_at("signer_2")));
}

TEST(GoldenArchiveTest, AnotherKeysSignatureDoesNotCount) {
  const auto fault =
      golden::find_fault(golden::segment_file("complete"), golden::public_key_at("signer_2"));
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->covers(0));
}

TEST(GoldenArchiveTest, FinalRecordIsFoundFromTheEndAndItsIndexLeadsToEveryRecord) {
  const base::Bytes file = golden::segment_file("complete");
  const auto mark = parse_end_mark(base::ByteView{file}.last(kEndMarkBytes));
  ASSERT_TRUE(mark);
  const auto final_found =
      golden::record_at(file, file.size() - kEndMarkBytes - mark->final_record_bytes);
  ASSERT_TRUE(final_found);
  ASSERT_EQ(final_found->header.kind, RecordKind::Final);
  const auto final_record = parse_final(final_found->body);
  ASSERT_TRUE(final_record);
  EXPECT_EQ(final_record->reason, FinalReason::FullLength);

  const Prefix prefix = prefix_of(file);
  crypto::AeadKey key = segment_key("complete", prefix.header);
  for (const IndexEntry& entry : final_record->index) {
    if (!is_sealed(entry.header.kind)) continue;
    const base::ByteView sealed = base::ByteView{file}.subspan(entry.offset + kRecordHeaderBytes,
                                                               entry.header.body_bytes + kTagBytes);
    EXPECT_TRUE(crypto::open(key, record_nonce(entry.header.number),
                             record_associated_data(prefix.header_digest, entry.header), sealed));
  }
}

TEST(GoldenArchiveTest, SamplesAreNumberedPerTrack) {
  std::uint64_t next[256] = {};
  const base::Bytes file = golden::segment_file("complete");
  for (const Record& record : prefix_of(file).records) {
    if (!is_media(record.header.kind)) continue;
    EXPECT_EQ(record.header.first_sample, next[record.header.track]);
    next[record.header.track] += record.header.samples;
  }
  EXPECT_EQ(next[1], 74U);
  EXPECT_EQ(next[2], 94U);
}

TEST(GoldenArchiveTest, CommitsStartAndEndOnBlocks) {
  for (const std::string name : golden::kSegments) {
    const base::Bytes file = golden::segment_file(name);
    bool starts = true;
    for (const Record& record : prefix_of(file).records) {
      const bool flagged = (record.header.flags & record_flag::kCommitStart) != 0;
      EXPECT_EQ(flagged, starts) << name << " record " << record.header.number;
      if (flagged && record.header.number > 1) {
        EXPECT_EQ(record.offset % kBlockBytes, 0U);
      }
      starts = record.header.kind == RecordKind::Pad;
    }
  }
}

TEST(GoldenArchiveTest, WhatParsesMarshalsToTheSameBytes) {
  const base::Bytes file = golden::segment_file("complete");
  const Prefix prefix = prefix_of(file);
  EXPECT_TRUE(
      std::ranges::equal(marshal(prefix.header), base::ByteView{file}.first(kSegmentHeaderBytes)));
  std::size_t bodies = 0;
  const auto same = [&bodies](const Record& record, const base::Bytes& again) {
    ++bodies;
    EXPECT_TRUE(std::ranges::equal(record.body, again)) << record.header.number;
  };
  for (const Record& record : prefix.records) {
    EXPECT_TRUE(std::ranges::equal(
        marshal(record.header), base::ByteView{file}.subspan(record.offset, kRecordHeaderBytes)));
    const RecordKind kind = record.header.kind;
    if (kind == RecordKind::Context) same(record, *marshal(*parse_context(record.body)));
    if (kind == RecordKind::Gap) same(record, marshal(*parse_gap(record.body)));
    if (kind == RecordKind::Verdict) same(record, marshal(*parse_verdict(record.body)));
    if (kind == RecordKind::Clock) same(record, marshal(*parse_clock(record.body)));
    if (kind == RecordKind::Checkpoint) same(record, marshal(*parse_checkpoint(record.body)));
    if (kind == RecordKind::Final) same(record, marshal(*parse_final(record.body)));
  }
  EXPECT_EQ(bodies, 7U);  // two of them checkpoints
}

TEST(GoldenArchiveTest, SuccessorIsChainedToTheAuthenticPrefixOfTheTornSegment) {
  const Prefix complete = prefix_of(golden::segment_file("complete"));
  const Prefix torn = prefix_of(golden::segment_file("torn"));
  const base::Bytes successor_file = golden::segment_file("successor");
  const Prefix successor = prefix_of(successor_file);
  EXPECT_EQ(torn.header.chain_in, complete.chain());
  EXPECT_EQ(successor.header.chain_in, torn.chain());

  const auto context = parse_context(successor.records.front().body);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->predecessor.segment, torn.header.segment);
  EXPECT_EQ(context->predecessor.number, torn.records.size());
  EXPECT_EQ(context->predecessor.how, PredecessorEnd::AuthenticPrefix);
}

// Complete records that begin a commit behind the authentic prefix.
std::size_t commits_behind(base::ByteView file, std::uint64_t prefix_end) {
  std::size_t commits = 0;
  const std::uint64_t first = (prefix_end + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
  for (std::uint64_t offset = first; offset < file.size(); offset += kBlockBytes) {
    const auto record = golden::record_at(file, offset);
    if (record && (record->header.flags & record_flag::kCommitStart) != 0) ++commits;
  }
  return commits;
}

TEST(GoldenArchiveTest, TornTailIsToldFromDamage) {
  base::Bytes torn = golden::segment_file("torn");
  EXPECT_LT(prefix_of(torn).end(), torn.size());
  EXPECT_EQ(commits_behind(torn, prefix_of(torn).end()), 0U);

  torn[prefix_of(torn).records[4].offset + 60] ^= 1;  // in the second commit, acknowledged
  const Prefix damaged = prefix_of(torn);
  EXPECT_EQ(damaged.records.size(), 4U);
  EXPECT_EQ(commits_behind(torn, damaged.end() + 1), 1U);
}

TEST(GoldenArchiveTest, EveryChangedByteIsLocatedWithoutAKey) {
  const base::Bytes file = golden::segment_file("successor");
  const crypto::PublicKey signer = golden::public_key_at("signer_2");
  const Prefix prefix = prefix_of(file);
  for (std::size_t i = 0; i < file.size(); ++i) {
    base::Bytes changed = file;
    changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    const auto fault = golden::find_fault(changed, signer);
    ASSERT_TRUE(fault) << "byte " << i;
    ASSERT_TRUE(fault->covers(record_with(prefix, i))) << "byte " << i;
  }
}

TEST(GoldenArchiveTest, EveryCutIsSeenWithoutAKey) {
  const base::Bytes file = golden::segment_file("successor");
  const crypto::PublicKey signer = golden::public_key_at("signer_2");
  for (std::size_t size = 0; size < file.size(); size += 7) {
    ASSERT_TRUE(golden::find_fault(base::ByteView{file}.first(size), signer)) << size;
  }
  base::Bytes longer = file;
  longer.push_back(0x55);
  EXPECT_TRUE(golden::find_fault(longer, signer));
}

// Changes one byte of a record and makes its digest fit again, as somebody without keys can.
base::Bytes with_fitting_digest(base::Bytes file, const Record& record, std::size_t byte) {
  file[record.offset + byte] ^= 1;
  const auto header =
      parse_record_header(base::ByteView{file}.subspan(record.offset, kRecordHeaderBytes));
  const std::uint64_t stored = record.end() - kDigestBytes;
  const base::ByteView changed = base::ByteView{file}.subspan(record.offset + kRecordHeaderBytes);
  crypto::MultiHasher hasher;
  const Digest digest =
      record_digest(*header, hasher.sha256_leaves(changed.first(record.body.size())),
                    changed.subspan(record.body.size(), record.tag.size()));
  std::ranges::copy(digest, file.begin() + static_cast<std::ptrdiff_t>(stored));
  return file;
}

TEST(GoldenArchiveTest, AFittingDigestDoesNotHideAChange) {
  const base::Bytes file = golden::segment_file("complete");
  const crypto::PublicKey signer = golden::public_key_at("signer_1");
  for (const Record& record : prefix_of(file).records) {
    for (const std::size_t byte : {std::size_t{17}, kRecordHeaderBytes + 40}) {  // arrival, body
      if (byte >= kRecordHeaderBytes + record.body.size()) continue;
      const base::Bytes changed = with_fitting_digest(file, record, byte);
      const auto fault = golden::find_fault(changed, signer);
      ASSERT_TRUE(fault) << record.header.number;
      EXPECT_TRUE(fault->covers(static_cast<std::int64_t>(record.header.number)));
    }
  }
}

TEST(GoldenArchiveTest, AFittingDigestDoesNotMakeAChangedRecordOpen) {
  const base::Bytes file = golden::segment_file("complete");
  const Prefix prefix = prefix_of(file);
  crypto::AeadKey key = segment_key("complete", prefix.header);
  const Record& video = prefix.records[4];
  ASSERT_EQ(video.header.kind, RecordKind::Video);
  for (const std::size_t byte : {std::size_t{17}, kRecordHeaderBytes + 40}) {
    const base::Bytes changed = with_fitting_digest(file, video, byte);
    const auto record = golden::record_at(changed, video.offset);
    ASSERT_TRUE(record);
    EXPECT_FALSE(open_record(key, prefix.header_digest, *record));
  }
}

TEST(GoldenArchiveTest, ARecordOpensInNoOtherSegment) {
  const base::Bytes file = golden::segment_file("complete");
  const Prefix prefix = prefix_of(file);
  const Prefix other = prefix_of(golden::segment_file("torn"));
  crypto::AeadKey key = segment_key("complete", prefix.header);
  EXPECT_TRUE(open_record(key, prefix.header_digest, prefix.records[4]));
  EXPECT_FALSE(open_record(key, other.header_digest, prefix.records[4]));
}

TEST(GoldenArchiveTest, SwappedWrapsOpenNothing) {
  SegmentHeader header = prefix_of(golden::segment_file("complete")).header;
  const SegmentHeader other = prefix_of(golden::segment_file("torn")).header;
  header.encapsulated = other.encapsulated;
  header.wrapped_key = other.wrapped_key;
  EXPECT_FALSE(open_segment_key(header, "day"));
}

}  // namespace
}  // namespace storage
