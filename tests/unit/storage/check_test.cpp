// Goal: an archive is called consistent when nothing was done to it, and whatever was done is
// found, named and located, without a key.

#include "storage/check/check.h"

#include <gtest/gtest.h>

#include "storage/volume/expiry.h"
#include "tests/support/golden_archive.h"
#include "tests/unit/storage/archive_world.h"

namespace storage {
namespace {

using test_support::filled_id;

class CheckTest : public testing::Test {
 protected:
  CheckResult check(CheckOptions options) {
    findings_.clear();
    reports_.clear();
    const CheckCallbacks callbacks{
        .finding = [this](const Finding& finding) { findings_.push_back(finding); },
        .segment = [this](const SegmentReport& report) { reports_.push_back(report); },
        .progress = [this](const CheckProgress& progress) { progress_ = progress; }};
    const auto result = check_archive(world_.files, world_.volume_paths, options, callbacks);
    EXPECT_TRUE(result) << result.error().message;
    return *result;
  }
  CheckResult check_pinned(CheckOptions::Depth depth = CheckOptions::Depth::Full) {
    return check({.depth = depth, .signer = evidence_point()});
  }
  std::vector<Finding> of_kind(FindingKind kind) const {
    std::vector<Finding> found;
    std::ranges::copy_if(findings_, std::back_inserter(found),
                         [&](const Finding& finding) { return finding.kind == kind; });
    return found;
  }
  std::vector<SegmentStatus> statuses() const {
    std::vector<SegmentStatus> found;
    for (const SegmentReport& report : reports_) found.push_back(report.status);
    return found;
  }
  void flip(const std::string& path, std::size_t byte) {
    base::Bytes bytes = world_.bytes_of(path);
    bytes[byte] ^= 1;
    world_.write(path, bytes);
  }
  void expire(const std::string& path) {
    ASSERT_TRUE(expire_segment(
        world_.files, world_.volume_paths,
        {world_.updates.back().row_facts, SegmentState::Final, path}, *world_.keys->current(),
        {.recorder = world_.recorder, .new_log = filled_id(6), .now = world_.now()}));
  }

  ArchiveWorld world_;
  std::vector<Finding> findings_;
  std::vector<SegmentReport> reports_;
  CheckProgress progress_;
};

using Statuses = std::vector<SegmentStatus>;

TEST_F(CheckTest, AnUntouchedArchiveIsConsistent) {
  world_.record(3);
  world_.record(12);
  world_.record(2, false);
  for (const auto depth : {CheckOptions::Depth::Quick, CheckOptions::Depth::Full}) {
    const CheckResult result = check_pinned(depth);
    EXPECT_EQ(result.verdict, CheckVerdict::Consistent);
    EXPECT_TRUE(findings_.empty());
    EXPECT_EQ(statuses(),
              (Statuses{SegmentStatus::Final, SegmentStatus::Final, SegmentStatus::Unterminated}));
    EXPECT_EQ(result.segments, 3U);
    EXPECT_EQ(result.unterminated, 1U);
    EXPECT_EQ(progress_.segments_done, 3U);
    EXPECT_EQ(progress_.segments_total, 3U);
    EXPECT_EQ(progress_.bytes_done, result.bytes);
  }
}

TEST_F(CheckTest, WithoutAPinnedKeyTheRecorderIsUnknown) {
  world_.record(2);
  EXPECT_EQ(check({}).verdict, CheckVerdict::ConsistentRecorderUnknown);
  EXPECT_EQ(check({}).first_signer, world_.keys->current()->public_key());
  EXPECT_EQ(check({.signer = world_.keys->current()->public_key()}).verdict,
            CheckVerdict::Consistent);
  EXPECT_EQ(check({.signer = SigningKey::generate({1})->public_key()}).verdict,
            CheckVerdict::Inconsistent);
  EXPECT_EQ(of_kind(FindingKind::Foreign).size(), 1U);
}

TEST_F(CheckTest, AChangedByteIsLocated) {
  world_.record(2);
  const std::string path = world_.record(6);
  world_.record(2);
  const auto prefix = golden::authentic_prefix(world_.bytes_of(path));
  const golden::Record& hit = prefix->records.at(6);  // a picture
  flip(path, hit.offset + 200);
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Inconsistent);
  ASSERT_EQ(findings_.size(), 1U) << "one place was changed and one is named";
  EXPECT_EQ(findings_[0].kind, FindingKind::Altered);
  EXPECT_EQ(findings_[0].sequence, 2U);
  EXPECT_EQ(findings_[0].record, hit.header.number);
  EXPECT_EQ(findings_[0].byte, hit.offset);
  EXPECT_EQ("v/" + findings_[0].path, path);
  EXPECT_EQ(statuses(),
            (Statuses{SegmentStatus::Final, SegmentStatus::Altered, SegmentStatus::Final}));
}

TEST_F(CheckTest, ARemovedSegmentIsMissingWithoutTombstone) {
  world_.record(2);
  const std::string path = world_.record(2);
  world_.record(2);
  ASSERT_TRUE(world_.files.remove_file(path));
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Inconsistent);
  ASSERT_EQ(of_kind(FindingKind::Missing).size(), 1U);
  EXPECT_EQ(of_kind(FindingKind::Missing)[0].sequence, 2U);
}

TEST_F(CheckTest, AnExpiredSegmentIsRemovedAndNotMissing) {
  world_.record(2);
  const std::string path = world_.record(2);
  expire(path);
  world_.record(2);
  const CheckResult result = check_pinned();
  EXPECT_EQ(result.verdict, CheckVerdict::Consistent);
  EXPECT_EQ(result.removed, 1U);
  EXPECT_EQ(statuses(),
            (Statuses{SegmentStatus::Final, SegmentStatus::Removed, SegmentStatus::Final}));
}

TEST_F(CheckTest, ACutAtTheEndShowsInTheSuccessor) {
  const std::string path = world_.record(6);
  world_.record(2);
  base::Bytes bytes = world_.bytes_of(path);
  const auto prefix = golden::authentic_prefix(bytes);
  const golden::Record& last_kept = prefix->records.at(9);
  bytes.resize(last_kept.end());
  world_.write(path, bytes);
  check_pinned();
  ASSERT_EQ(findings_.size(), 1U);
  EXPECT_EQ(findings_[0].kind, FindingKind::Altered);
  EXPECT_EQ(findings_[0].record, last_kept.header.number + 1);
  EXPECT_EQ(findings_[0].byte, last_kept.end());
}

TEST_F(CheckTest, AKilledRecorderLeavesNoFault) {
  const std::string path = world_.record(3, false);
  base::Bytes bytes = world_.bytes_of(path);
  // Half of a commit that was never acknowledged.
  bytes.insert(bytes.end(), 700, 0x42);
  world_.write(path, bytes);
  world_.record(2);
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Consistent);
  EXPECT_EQ(statuses(), (Statuses{SegmentStatus::Unterminated, SegmentStatus::Final}));
}

TEST_F(CheckTest, ASecondFileWithANumberIsForeign) {
  const std::string path = world_.record(2);
  world_.record(2);
  std::string copy = path;
  copy[copy.size() - 5] = copy[copy.size() - 5] == '1' ? '2' : '1';
  world_.write(copy, world_.bytes_of(path));
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Inconsistent);
  EXPECT_EQ(of_kind(FindingKind::Foreign).size(), 1U);
  EXPECT_EQ(of_kind(FindingKind::Misplaced).size(), 1U);
}

TEST_F(CheckTest, SegmentsOfAnUnknownSignerAreForeign) {
  world_.record(2);
  ArchiveWorld other;  // the same ids, but keys of its own
  other.record(2);
  other.record(2);
  for (const char* log : {"v/chain/signers", "v/chain/signers.mirror"}) {
    other.write(log, world_.bytes_of(log));
  }
  const auto result =
      check_archive(other.files, other.volume_paths, {.signer = evidence_point()}, {});
  EXPECT_EQ(result->verdict, CheckVerdict::Inconsistent);
  EXPECT_EQ(result->faults, 2U);
}

TEST_F(CheckTest, AForgedTombstoneIsNotBelieved) {
  world_.record(2);
  const std::string path = world_.record(2);
  expire(path);
  world_.record(2);
  const auto copies =
      copies_of(world_.volume_paths, chain_log_path(world_.camera, base::day_of(world_.now())));
  for (const std::string& copy : copies) {
    base::Bytes bytes = world_.bytes_of(copy);
    bytes[kLogHeaderBytes + kLineHeaderBytes + 20] ^= 1;
    world_.write(copy, bytes);
  }
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Inconsistent);
  EXPECT_EQ(of_kind(FindingKind::Missing).size(), 1U);
}

TEST_F(CheckTest, AnArchiveWithoutItsSignersLogIsReadAndItsRecorderUnknown) {
  world_.record(2);
  ASSERT_TRUE(world_.files.remove_file("v/chain/signers"));
  ASSERT_TRUE(world_.files.remove_file("v/chain/signers.mirror"));
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::ConsistentRecorderUnknown);
  EXPECT_EQ(of_kind(FindingKind::RecorderUnknown).size(), 1U);
}

TEST_F(CheckTest, WhatIsNoSegmentOrOfANewerFormatIsNamed) {
  world_.record(1);
  const std::string path = world_.record(2);
  base::Bytes newer = world_.bytes_of(path);
  newer[9] = 2;
  world_.write(path, newer);
  world_.write("v/segments/readme", base::Bytes{1});
  const CheckResult result = check_pinned();
  EXPECT_EQ(result.verdict, CheckVerdict::Consistent);
  EXPECT_EQ(of_kind(FindingKind::UnknownFormat).size(), 1U);
  EXPECT_EQ(of_kind(FindingKind::Misplaced).size(), 1U);
  newer[0] = 0;
  world_.write(path, newer);
  EXPECT_EQ(check_pinned().verdict, CheckVerdict::Inconsistent);
  EXPECT_EQ(of_kind(FindingKind::Altered)[0].record, 0U);
}

TEST_F(CheckTest, AFileThatNeverBeganTakesNoNumber) {
  const std::string path = world_.record(2);
  world_.record(2);
  std::string stub = path;
  stub[stub.size() - 5] = 'f';
  stub.replace(stub.find("0000000000000001"), 16, "0000000000000002");
  for (const std::size_t size : {0U, 319U}) {
    world_.write(stub, base::Bytes(size, 1));
    EXPECT_EQ(check_pinned().verdict, CheckVerdict::Consistent);
    EXPECT_EQ(of_kind(FindingKind::NeverBegan).size(), 1U);
  }
}

TEST_F(CheckTest, WithoutAnyVolumeThereIsNothingToSay) {
  const std::vector<std::string> nowhere{"none"};
  EXPECT_FALSE(check_archive(world_.files, nowhere, {}, {}));
}

TEST(CheckGoldenTest, TheGoldenArchiveIsWhatItsWriterMeant) {
  test_support::MemoryFileSystem files;
  const auto put = [&](const std::string& path) {
    ASSERT_TRUE(
        base::make_directories(files, base::parent_directory("v/" + path), base::Access::Private));
    ASSERT_TRUE(base::write_file_atomically(files, "v/" + path, golden::read_file(path)));
  };
  put("custody-volume");
  for (const char* name : golden::kSegments) {
    put(golden::text_at("segments." + std::string{name} + ".path"));
  }
  for (const char* name : {"chain", "signers", "locks"}) {
    put(golden::text_at("logs." + std::string{name} + ".path"));
  }
  std::vector<std::string> said;
  const std::vector<std::string> volumes{"v"};
  const CheckCallbacks callbacks{.finding = [&](const Finding& finding) {
    said.push_back(std::string{to_string(finding.kind)} + ": " + finding.path + " " + finding.text);
  }};
  const auto result =
      check_archive(files, volumes, {.signer = golden::point_at("evidence")}, callbacks);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->verdict, CheckVerdict::Consistent) << (said.empty() ? "" : said[0]);
  EXPECT_EQ(result->unterminated, 1U);
}

}  // namespace
}  // namespace storage
