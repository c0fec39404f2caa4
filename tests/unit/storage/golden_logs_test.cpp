// Goal: signed logs, wraps and the volume mark made by another writer are read as the page says,
// and no change of them goes unseen.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "crypto/hpke/hpke.h"
#include "crypto/x509/certificate.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/chain/chain_line_format.h"
#include "storage/chain/signed_log_format.h"
#include "storage/locks/lock_line_format.h"
#include "storage/segment/record_body_format.h"
#include "storage/segment/volume_files_format.h"
#include "tests/support/golden_archive.h"

namespace storage {
namespace {

using Keys = std::map<base::Id, crypto::PublicKey>;

struct Log {
  LogHeader header;
  std::vector<Line> lines;
  Digest link{};
};

Keys golden_keys() {
  Keys keys;
  for (const char* name : {"evidence", "signer_1", "signer_2"}) {
    keys.emplace(key_id_of(golden::point_at(name)), golden::public_key_at(name));
  }
  return keys;
}

base::Bytes log_file(const std::string& name) {
  return golden::read_file(golden::text_at("logs." + name + ".path"));
}

// The whole log, or nothing when any line is not numbered, linked and signed as it should be.
std::optional<Log> read_log(base::ByteView file, const Keys& keys) {
  if (file.size() < kLogHeaderBytes || file.size() % kBlockBytes != 0) return std::nullopt;
  const auto header = parse_log_header(file.first(kLogHeaderBytes));
  if (!header) return std::nullopt;
  Log log{*header, {}, log_start(*header)};
  base::ByteView rest = file.subspan(kLogHeaderBytes);
  while (!rest.empty()) {
    const auto line = parse_line(rest);
    if (!line || line->header.number != log.lines.size() + 1) return std::nullopt;
    const Digest link = log_next(log.link, *line);
    const auto key = keys.find(line->header.signing_key);
    if (link != line->link || key == keys.end()) return std::nullopt;
    const base::Bytes message =
        line_message(log.link, line_content_digest(line->header, line->body));
    if (!verify_archive_signature(key->second, message, line->signature)) return std::nullopt;
    log.link = link;
    log.lines.push_back(*line);
    rest = rest.subspan(line_bytes(line->header));
  }
  return log;
}

TEST(GoldenLogsTest, LinesLinkToTheStatedEnd) {
  for (const std::string name : {"chain", "signers", "locks"}) {
    const base::Bytes file = log_file(name);
    const auto log = read_log(file, golden_keys());
    ASSERT_TRUE(log) << name;
    EXPECT_EQ(log->link, golden::digest_at("logs." + name + ".link"));
    EXPECT_EQ(log->header.recorder, golden::id_at("ids.recorder"));
    for (const Line& line : log->lines) {
      const std::uint8_t* start = line.body.data() - kLineHeaderBytes;
      EXPECT_TRUE(std::ranges::equal(marshal(line), base::ByteView{start, line_bytes(line.header)}))
          << name;
    }
  }
}

TEST(GoldenLogsTest, EveryChangedByteIsSeen) {
  const base::Bytes file = log_file("chain");
  const Keys keys = golden_keys();
  for (std::size_t i = 0; i < file.size(); ++i) {
    base::Bytes changed = file;
    changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    ASSERT_FALSE(read_log(changed, keys)) << "byte " << i;
  }
}

TEST(GoldenLogsTest, ChainLogHoldsATombstoneAVerdictAndADroppedDay) {
  const base::Bytes file = log_file("chain");
  const auto log = read_log(file, golden_keys());
  ASSERT_TRUE(log);
  ASSERT_EQ(log->lines.size(), 3U);
  EXPECT_EQ(log->header.type, LogType::Chain);
  EXPECT_EQ(log->header.camera, golden::id_at("ids.camera"));
  EXPECT_EQ(log->header.day, *golden::expected().get_int("day"));
  EXPECT_EQ(log->lines[0].header.fill, 0U);  // the first of two in one commit

  const auto tombstone = parse_tombstone(log->lines[0].body);
  ASSERT_TRUE(tombstone);
  EXPECT_EQ(tombstone->stream, StreamId::Sub);
  EXPECT_EQ(tombstone->reason, DeletionReason::Age);
  EXPECT_EQ(tombstone->actor, "retention");
  EXPECT_GE(log->lines[0].header.time, tombstone->due);

  const auto verdict = parse_verdict(log->lines[1].body);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->verdict, Verdict::Tampered);
  const auto complete = golden::authentic_prefix(golden::segment_file("complete"));
  EXPECT_EQ(verdict->segment, complete->header.segment);

  const auto dropped = parse_dropped(log->lines[2].body);
  ASSERT_TRUE(dropped);
  EXPECT_EQ(dropped->day, log->header.day - 400);
  EXPECT_EQ(dropped->sequence, 0xffffU);
}

TEST(GoldenLogsTest, EachSignerIsCertifiedByTheOneBefore) {
  const base::Bytes file = log_file("signers");
  const auto log = read_log(file, golden_keys());
  ASSERT_TRUE(log);
  ASSERT_EQ(log->lines.size(), 3U);
  base::Id certifier = golden::id_at("keys.evidence.id");
  base::Id previous;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto signer = parse_signer(log->lines[i].body);
    ASSERT_TRUE(signer);
    EXPECT_EQ(signer->key, key_id_of(signer->public_key));
    EXPECT_EQ(signer->previous, previous);
    EXPECT_EQ(log->lines[i].header.signing_key, certifier);
    EXPECT_EQ(signer->certificate.empty(), i > 0);
    certifier = previous = signer->key;
  }
  const auto destroyed = parse_destroyed(log->lines[2].body);
  ASSERT_TRUE(destroyed);
  EXPECT_EQ(destroyed->key, golden::id_at("keys.signer_1.id"));
  EXPECT_EQ(log->lines[2].header.signing_key, golden::id_at("keys.signer_2.id"));
}

TEST(GoldenLogsTest, TheEvidenceKeysCertificateStandsWithTheFirstSigner) {
  const base::Bytes file = log_file("signers");
  const auto log = read_log(file, golden_keys());
  ASSERT_TRUE(log);
  const auto signer = parse_signer(log->lines[0].body);
  const auto certificate = crypto::Certificate::from_der(signer->certificate);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(*point_of(*certificate->public_key()), golden::point_at("evidence"));
}

TEST(GoldenLogsTest, LocksLogHoldsTwoLocksAndARelease) {
  const base::Bytes file = log_file("locks");
  const auto log = read_log(file, golden_keys());
  ASSERT_TRUE(log);
  ASSERT_EQ(log->lines.size(), 3U);
  const auto first = parse_lock(log->lines[0].body);
  const auto second = parse_lock(log->lines[1].body);
  const auto release = parse_release(log->lines[2].body);
  ASSERT_TRUE(first && second && release);
  EXPECT_EQ(first->camera, golden::id_at("ids.camera"));
  EXPECT_EQ(first->stream, kAllStreams);
  EXPECT_EQ(first->reason, "case 2026-17");
  EXPECT_FALSE(first->until.is_known());
  EXPECT_EQ(second->actor, "bob");
  EXPECT_TRUE(second->until.is_known());
  EXPECT_EQ(release->lock, first->lock);
  EXPECT_EQ(release->actor, "carol");
}

TEST(GoldenLogsTest, EachRecipientsWrapOpensToTheDayKey) {
  const auto wraps = parse_wraps_file(golden::read_file(golden::text_at("wraps")));
  ASSERT_TRUE(wraps);
  ASSERT_EQ(wraps->wraps.size(), 2U);
  EXPECT_EQ(wraps->day_key, golden::id_at("keys.day.id"));
  for (const char* name : {"recovery", "escrow"}) {
    const crypto::HpkePrivateKey recipient = golden::private_key_at(name);
    const auto wrap =
        std::ranges::find(wraps->wraps, key_id_of(golden::point_at(name)), &Wrap::recipient);
    ASSERT_NE(wrap, wraps->wraps.end()) << name;
    const auto open = [&](const base::Id& as) {
      return crypto::hpke_open(recipient, wrap->encapsulated, wrap_info(*wraps, as), {},
                               wrap->wrapped_key);
    };
    EXPECT_FALSE(open(base::Id{})) << name;
    auto scalar = open(wrap->recipient);
    ASSERT_TRUE(scalar) << name;
    const auto day_key = crypto::HpkePrivateKey::from(std::move(*scalar));
    ASSERT_TRUE(day_key) << name;
    EXPECT_TRUE(std::ranges::equal(day_key->public_key().bytes(), wraps->day_public_key));
  }
}

TEST(GoldenLogsTest, SmallFilesReadBackAndEveryChangedByteIsRefused) {
  const base::Bytes wraps = golden::read_file(golden::text_at("wraps"));
  const base::Bytes mark = golden::read_file(golden::text_at("volume"));
  EXPECT_EQ(marshal(*parse_wraps_file(wraps)), wraps);
  EXPECT_EQ(marshal(*parse_volume_mark(mark)), mark);
  EXPECT_EQ(parse_volume_mark(mark)->volume, golden::id_at("ids.volume"));
  for (std::size_t i = 0; i < wraps.size(); ++i) {
    base::Bytes changed = wraps;
    changed[i] ^= 1;
    EXPECT_FALSE(parse_wraps_file(changed)) << i;
  }
  for (std::size_t i = 0; i < mark.size(); ++i) {
    base::Bytes changed = mark;
    changed[i] ^= 1;
    EXPECT_FALSE(parse_volume_mark(changed)) << i;
  }
}

}  // namespace
}  // namespace storage
