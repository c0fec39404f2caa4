// Recorded footage in memory, and the view that knows it: segments with one picture group every two
// seconds in two records of a second, and mu-law sound, opened with the key of their day.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/real_file_system.h"
#include "crypto/hpke/hpke_key.h"
#include "media/mp4/track.h"
#include "nvr/playback/footage_store.h"
#include "nvr/view/footage_view.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/chain/chain.h"
#include "storage/segment/segment_key.h"
#include "storage/segment/segment_writer.h"
#include "tests/support/filled_id.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/media/mp4/movie_parts.h"

namespace playback_test {

using namespace std::chrono_literals;

inline constexpr std::uint32_t kPicturesPerSecond = 5;

class FootageWorld {
 public:
  FootageWorld() {
    view = nvr::FootageView::open(std::string{directory.path()} + "/view.db").value();
    store = std::make_unique<nvr::FootageStore>(
        files, clock,
        nvr::FootageStore::Sources{
            .volume_path = [this](const base::Id& id) -> std::optional<std::string> {
              if (id != volume) return std::nullopt;
              return "v";
            },
            .open_key = [this](const base::Id& segment, base::ByteView header,
                               const nvr::KeyUse& use) { return open_key(segment, header, use); }});
  }

  base::WallTime at(std::chrono::milliseconds since_start) const { return start + since_start; }

  // A segment of that many seconds that begins now; `finish` ends it in order.
  std::string record(int seconds, bool finish = true, bool begins_with_key = true) {
    auto writer = begin();
    base::Bytes file;
    const base::WallTime from = clock.wall();
    for (int i = 0; i < seconds; ++i) {
      add_second(writer, i, i > 0 ? i % 2 == 0 : begins_with_key);
      clock.advance(1s);
      base::append(file, writer.commit(ticks(), hasher).value().bytes);
    }
    if (finish) {
      base::append(file,
                   writer.finish(storage::FinalReason::FullLength, ticks(), hasher).value().bytes);
    }
    const std::string path = "v/" + writer.path();
    EXPECT_TRUE(
        base::make_directories(files, base::parent_directory(path), base::Access::GroupReads));
    EXPECT_TRUE(base::write_file_atomically(files, path, file));
    tell(writer, from, finish, file.size());
    return path;
  }

  // Flips a byte of a record's body.
  void alter(const std::string& path, std::uint64_t offset) {
    auto bytes = base::read_small_file(files, path, 1U << 30).value();
    bytes.at(offset + storage::kRecordHeaderBytes + 40) ^= 1;
    ASSERT_TRUE(base::write_file_atomically(files, path, bytes));
  }

  nvr::ViewedSegment segment(int number) const {
    return view->segment(segment_id(number)).value().value();
  }
  static base::Id segment_id(int number) {
    base::Id id = test_support::filled_id(0xa0);
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
  }
  static nvr::Viewer viewer(std::uint8_t session = 1) {
    nvr::Viewer viewer{{}, {"clerk", "playback"}};
    viewer.session[0] = session;
    return viewer;
  }

  test_support::TemporaryDirectory directory;
  test_support::ManualClock clock;
  test_support::MemoryFileSystem files{&clock};
  const base::WallTime start = clock.wall();
  const base::Id camera = test_support::filled_id(2);
  const base::Id volume = test_support::filled_id(7);
  std::unique_ptr<nvr::FootageView> view;
  std::unique_ptr<nvr::FootageStore> store;
  std::vector<base::Id> opened;  // what the keeper was asked for
  bool locked = false;

 private:
  base::Ticks ticks() const { return base::to_ticks(clock.wall()); }

  storage::DayPublicKey day_key() const {
    storage::Point point{};
    std::ranges::copy(day.public_key().bytes(), point.begin());
    return {base::day_of(ticks()), storage::key_id_of(point), point};
  }

  base::Result<crypto::Secret> open_key(const base::Id& segment, base::ByteView header,
                                        const nvr::KeyUse&) {
    if (locked) return base::Error{base::ErrorKind::Unavailable, "keys are locked"};
    opened.push_back(segment);
    return storage::open_segment_key(storage::parse_segment_header(header).value(), day);
  }

  storage::SegmentWriter begin() {
    ++segments;
    const storage::Context context{.predecessor = {},
                                   .tracks = {{1, storage::TrackType::Video, 90'000, "avc3.640028"},
                                              {2, storage::TrackType::Audio, 8000, "ulaw"}},
                                   .software = "test"};
    storage::Context told = context;
    if (segments > 1)
      told.predecessor = {segment_id(segments - 1), 1, storage::PredecessorEnd::Final};
    return storage::SegmentWriter::begin({.segment = segment_id(segments),
                                          .recorder = test_support::filled_id(1),
                                          .camera = camera,
                                          .boot = test_support::filled_id(4),
                                          .sequence = static_cast<std::uint64_t>(segments),
                                          .start = ticks(),
                                          .day_key = day_key()},
                                         told, media::test::init(media::test::kMuLaw), signing,
                                         ticks())
        .value();
  }

  void add_second(storage::SegmentWriter& writer, int second, bool key) {
    constexpr std::uint32_t kPicture = media::kVideoTimescale / kPicturesPerSecond;
    std::vector<std::string> texts;
    for (std::uint32_t i = 0; i < kPicturesPerSecond; ++i) {
      texts.push_back("picture " + std::to_string(second) + "." + std::to_string(i));
    }
    std::vector<media::FragmentSample> samples;
    for (const std::string& text : texts) {
      samples.push_back(
          {.data = base::as_bytes(text), .duration = kPicture, .key = key && samples.empty()});
    }
    const auto time = static_cast<std::uint64_t>(second);
    add(writer, storage::RecordKind::Video, 1, key ? storage::record_flag::kKeyFrame : 0, second,
        media::write_fragment(media::kVideoTrack, 1, time * media::kVideoTimescale, samples));
    add(writer, storage::RecordKind::Audio, 2, 0, second,
        media::test::fragment(media::kAudioTrack, time * 8000, 8000, {"one second of sound"}));
  }

  void add(storage::SegmentWriter& writer, storage::RecordKind kind, std::uint8_t track, int flags,
           int second, const base::Bytes& body) {
    const std::array parts{base::ByteView{body}};
    ASSERT_TRUE(writer.add_media(
        {.kind = kind,
         .track = track,
         .flags = static_cast<std::uint16_t>(flags),
         .arrival = ticks(),
         .wall = ticks(),
         .media = base::TickDuration{static_cast<std::uint64_t>(second) * 10'000'000},
         .duration = 10'000'000,
         .samples = kPicturesPerSecond},
        parts));
  }

  // As the recorder's change stream would.
  void tell(const storage::SegmentWriter& writer, base::WallTime from, bool finished,
            std::size_t bytes) {
    base::Json row;
    row["n"] = ++change;
    row["kind"] = "segment";
    row["camera"] = base::to_string(camera);
    row["stream"] = "main";
    row["segment"] = base::to_string(writer.header().segment);
    row["sequence"] = std::int64_t{segments};
    row["volume"] = base::to_string(volume);
    row["path"] = writer.path();
    row["from"] = base::format_rfc3339(from);
    row["to"] = base::format_rfc3339(clock.wall());
    row["bytes"] = std::int64_t(bytes);
    row["state"] = finished ? "final" : "open";
    ASSERT_TRUE(view->apply(std::vector{row}));
  }

  crypto::HpkePrivateKey day = crypto::HpkePrivateKey::generate().value();
  crypto::MultiHasher hasher;
  std::shared_ptr<const storage::SigningKey> signing = std::make_shared<storage::SigningKey>(
      storage::SigningKey::generate(base::to_ticks(start)).value());
  int segments = 0;
  std::int64_t change = 0;
};

}  // namespace playback_test
