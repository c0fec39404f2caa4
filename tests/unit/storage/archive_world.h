// A small archive in memory with everything that recording needs: a volume, day keys, a signing
// key vouched for by an evidence key, and a camera that gives one fragment a second.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "crypto/hash/multi_hasher.h"
#include "crypto/hpke/hpke_key.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/chain/signing_keys.h"
#include "storage/segment/segment_writer.h"
#include "storage/volume/archive_paths.h"
#include "storage/volume/volume.h"
#include "tests/support/filled_id.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/test_pki.h"

namespace storage {

inline constexpr base::TickDuration kSecond{10'000'000};

inline base::Ticks later(base::Ticks time, base::TickDuration by) {
  return {time.count + by.count()};
}

// The evidence key and its certificate, made once: keys cost some milliseconds.
inline const test_support::Identity& evidence_identity() {
  static const test_support::Identity identity =
      test_support::make_root("evidence", base::RealClock{}.wall());
  return identity;
}

inline EvidenceSigner evidence() {
  return evidence_signer(evidence_identity().certificate.to_der(),
                         [](base::ByteView message) {
                           return sign_for_archive(evidence_identity().key, message);
                         })
      .value();
}

inline Point evidence_point() {
  return point_of(evidence_identity().key.public_key()).value();
}

class ArchiveWorld {
 public:
  ArchiveWorld() {
    volume_paths = {"v"};
    make_volume();
  }

  void make_volume() {
    ASSERT_TRUE(Volume::make(files, "v", {test_support::filled_id(7), recorder, now()}));
    ASSERT_TRUE(base::make_directories(files, "v/chain", base::Access::GroupReads));
    ASSERT_TRUE(base::make_directories(files, "keys", base::Access::Private));
    open_keys();
    ASSERT_TRUE(keys->begin(evidence(), now()));
  }

  void open_keys() {
    auto log = SignedLog::open(
        files, copies_of(volume_paths, kSignersPath),
        {.type = LogType::Signers, .log = test_support::filled_id(8), .recorder = recorder});
    ASSERT_TRUE(log) << log.error().message;
    auto opened = SigningKeys::open(files, "keys", *std::move(log), now());
    ASSERT_TRUE(opened) << opened.error().message;
    keys = std::make_unique<SigningKeys>(*std::move(opened));
  }

  base::Ticks now() const { return base::to_ticks(clock.wall()); }
  DayPublicKey day_key() const {
    Point point{};
    std::ranges::copy(day.public_key().bytes(), point.begin());
    return {base::day_of(now()), key_id_of(point), point};
  }

  Context context() const {
    return {.predecessor = head.predecessor,
            .tracks = {{1, TrackType::Video, 90'000, "avc3.640028"},
                       {2, TrackType::Audio, 8000, "mp4a.40.2"}},
            .software = "test"};
  }

  SegmentWriter begin() {
    ++segments_begun;
    media = {};
    auto writer =
        SegmentWriter::begin({.stream = stream,
                              .segment = segment_id(),
                              .recorder = recorder,
                              .camera = camera,
                              .boot = test_support::filled_id(4),
                              .sequence = head.sequence + 1,
                              .start = now(),
                              .chain_in = head.chain_out,
                              .day_key = day_key()},
                             context(), base::as_bytes("the init"), keys->current(), now());
    EXPECT_TRUE(writer) << writer.error().message;
    return *std::move(writer);
  }

  base::Id segment_id() const {
    base::Id id = test_support::filled_id(0xa0);
    id.bytes[15] = static_cast<std::uint8_t>(segments_begun);
    return id;
  }

  // A second of video, beginning with a key frame, and of sound; then the second is over.
  void add_second(SegmentWriter& writer, std::size_t bytes = 3000) {
    const base::Bytes video = picture_bytes(bytes);
    const base::ByteView parts[] = {base::ByteView{video}.first(bytes / 2),
                                    base::ByteView{video}.subspan(bytes / 2)};
    EXPECT_TRUE(writer.add_media({.kind = RecordKind::Video,
                                  .track = 1,
                                  .flags = record_flag::kKeyFrame,
                                  .arrival = now(),
                                  .wall = now(),
                                  .media = media,
                                  .duration = static_cast<std::uint32_t>(kSecond.count()),
                                  .samples = 25},
                                 parts));
    const base::ByteView sound[] = {base::as_bytes("sound")};
    EXPECT_TRUE(writer.add_media({.kind = RecordKind::Audio,
                                  .track = 2,
                                  .arrival = now(),
                                  .wall = now(),
                                  .media = media,
                                  .duration = static_cast<std::uint32_t>(kSecond.count()),
                                  .samples = 8},
                                 sound));
    media += kSecond;
    clock.advance(std::chrono::seconds{1});
  }

  base::Bytes picture_bytes(std::size_t bytes) const {
    return base::Bytes(bytes, static_cast<std::uint8_t>(media.count() / kSecond.count() + 1));
  }

  static std::string path_of(const SegmentWriter& writer) { return "v/" + writer.path(); }

  // What the disk thread does, without a thread.
  base::Result<void> put(const std::string& path, const Commit& commit) {
    if (commit.first) {
      RETURN_IF_ERROR(
          base::make_directories(files, base::parent_directory(path), base::Access::GroupReads));
      ASSIGN_OR_RETURN(open_file, files.create(path, base::Access::GroupReads));
    }
    RETURN_IF_ERROR(open_file->append(commit.bytes));
    RETURN_IF_ERROR(open_file->sync());
    return files.sync_directory(base::parent_directory(path));
  }

  void advance_head(const SegmentFacts& facts, bool final) {
    head = {facts.sequence,
            facts.chain_out,
            {facts.segment, facts.records,
             final ? PredecessorEnd::Final : PredecessorEnd::AuthenticPrefix}};
  }

  // A whole segment of that many seconds, a commit each; its path.
  std::string record(int seconds, bool finish = true) {
    SegmentWriter writer = begin();
    const std::string path = path_of(writer);
    updates.clear();
    for (int i = 0; i < seconds; ++i) {
      add_second(writer);
      const auto commit = writer.commit(now(), hasher);
      EXPECT_TRUE(commit && put(path, *commit));
      note(writer, *commit);
    }
    if (finish) {
      const auto commit = writer.finish(FinalReason::FullLength, now(), hasher);
      EXPECT_TRUE(commit && put(path, *commit));
      note(writer, *commit);
    }
    advance_head(updates.back().row_facts, finish);
    open_file.reset();
    return path;
  }

  struct Noted {
    SegmentFacts row_facts{};
    std::vector<Span> spans{};
    RowState state = RowState::Open;
    std::string path{};
  };

  void note(const SegmentWriter& writer, const Commit& commit) {
    updates.push_back({commit.facts, commit.spans, commit.last ? RowState::Final : RowState::Open,
                       writer.path()});
  }

  base::Bytes bytes_of(const std::string& path) {
    return base::read_small_file(files, path, std::size_t{1} << 30).value();
  }

  void write(const std::string& path, base::ByteView bytes) {
    ASSERT_TRUE(base::write_file_atomically(files, path, bytes));
  }

  test_support::ManualClock clock;
  test_support::MemoryFileSystem files{&clock};
  std::vector<std::string> volume_paths;
  const base::Id recorder = test_support::filled_id(1);
  const base::Id camera = test_support::filled_id(2);
  StreamId stream = StreamId::Main;
  crypto::HpkePrivateKey day = crypto::HpkePrivateKey::generate().value();
  crypto::MultiHasher hasher;
  std::unique_ptr<SigningKeys> keys;
  StreamHead head{};
  int segments_begun = 0;
  base::TickDuration media{};
  std::unique_ptr<base::AppendFile> open_file;
  std::vector<Noted> updates;  // of the last segment
};

}  // namespace storage
