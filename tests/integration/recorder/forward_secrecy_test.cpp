// Goal: whoever takes the running recorder over, with its memory, disks, credential and all that
// the keeper ever told it, opens no segment that was finished before. Method: the real programs;
// the attacker reads the process as a debugger does and tries every 32 bytes of what he got as a
// key. That the search finds keys is shown by the one the recorder must hold: of the segment that
// is being written.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "crypto/hpke/hpke_schedule.h"
#include "storage/segment/segment_key.h"
#include "tests/integration/recorder/key_search.h"
#include "tests/integration/recorder/loot.h"
#include "tests/integration/recorder/recorder_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace {

using recorder_test::KeySearch;
using recorder_test::Loot;
using recorder_test::RecorderWorld;
using recorder_test::RtspSource;
using recorder_test::SegmentOpener;

constexpr std::int64_t kFinished = 3;

class ForwardSecrecyTest : public testing::Test {
 protected:
  ForwardSecrecyTest() {
    world_.start();
    world_.follow();
  }

  // Each change of address ends the open segment and begins the next, in one and the same process.
  std::string record_segments(RtspSource& source) {
    const std::string sub = source.url().substr(0, source.url().rfind('/')) + "/sub";
    const std::string camera = world_.add_camera(source.url(), "a good password");
    for (std::int64_t sequence = 1;; ++sequence) {
      EXPECT_TRUE(world_.wait([&] { return world_.records(camera, sequence) > 4; })) << sequence;
      if (sequence > kFinished) break;
      const std::string& next = sequence % 2 == 1 ? sub : source.url();
      EXPECT_TRUE(world_.call(
          "set_camera", {{"camera", camera}, {"name", "Door"}, {"url", next}, {"user", "eva"}},
          "a good password"));
    }
    source.stand_still();
    return camera;
  }

  // The messages with the keys of the camera's days, as the recorder had them.
  Loot day_key_messages(const std::string& camera) {
    const auto today = base::day_of(base::to_ticks(base::RealClock{}.wall()));
    auto reply = world_.call_keeper(
        "mint_day_keys", {{"camera", camera}, {"from_day", std::int64_t{today}}, {"days", 4}});
    EXPECT_TRUE(reply) << reply.error().message;
    return {"what the keeper told", reply ? std::move(reply->body) : base::Bytes{}};
  }
  std::vector<Loot> everything_but_memory(const std::string& camera) {
    auto all = recorder_test::open_memfds_of(world_.recorder().pid());
    EXPECT_FALSE(all.empty());
    for (Loot& file : recorder_test::files_below(world_.state())) all.push_back(std::move(file));
    all.push_back(recorder_test::file_at(world_.recorder_key()));
    all.push_back(day_key_messages(camera));
    return all;
  }
  // What would open the segment, made again from the private key of the day.
  static std::vector<crypto::Secret> secrets_behind(const storage::SegmentHeader& header,
                                                    const SegmentOpener& opener) {
    const auto day = opener.day_key(header);
    const auto enc = crypto::HpkePublicKey::from_bytes(header.encapsulated).value();
    auto shared = crypto::detail::decapsulated_secret(day, enc).value();
    auto wrapping = crypto::detail::key_schedule(shared, storage::segment_key_info(header),
                                                 crypto::detail::kHpkeAes256Gcm)
                        .value();
    std::vector<crypto::Secret> secrets;
    secrets.push_back(opener.segment_key(header));
    secrets.push_back(day.to_secret());
    secrets.push_back(day.shared_point(enc).value());
    secrets.push_back(std::move(shared));
    secrets.push_back(std::move(wrapping.key));
    return secrets;
  }

  RecorderWorld world_;
};

TEST_F(ForwardSecrecyTest, NothingTheRecorderHoldsOpensAnEarlierSegment) {
  ASSERT_EQ(::geteuid(), 0U) << "only root may read the memory of another process";
  RtspSource source{{}};
  const std::string camera = record_segments(source);
  // Somebody watches, so that there is shared memory, too.
  ASSERT_EQ(world_.watch(camera).size(), 2U);
  const auto segments = world_.segments_of(camera);
  ASSERT_EQ(segments.size(), kFinished + 1U);
  const auto memory = recorder_test::memory_of(world_.recorder().pid());
  const auto others = everything_but_memory(camera);
  const SegmentOpener opener = world_.opener();
  // The search takes its time, and nobody would serve the daemons meanwhile.
  world_.init().stop_all();

  KeySearch search;
  for (const auto& [sequence, row] : segments) search.add_segment(world_.path_of(camera, sequence));
  for (const auto* all : {&memory, &others}) {
    for (const Loot& loot : *all) search.search_keys(loot);
  }
  for (const Loot& loot : memory) search.search_wrapping_keys(loot);
  RecordProperty("tried", std::to_string(search.tried()));

  for (const auto& [sequence, row] : segments) {
    const std::string path = world_.path_of(camera, sequence);
    const auto header = SegmentOpener::header_of(path);
    const auto found = search.found().find(header.segment);
    if (sequence > kFinished) {
      // The one key it must hold is found and opens: so the search is proven.
      EXPECT_EQ(row.get_string("state").value(), "open");
      ASSERT_NE(found, search.found().end()) << "the search would find nothing";
      EXPECT_TRUE(SegmentOpener::opens(path, found->second.key));
      continue;
    }
    EXPECT_EQ(row.get_string("state").value(), "final");
    EXPECT_EQ(found, search.found().end()) << sequence << " by " << found->second.where;
    const auto secrets = secrets_behind(header, opener);
    EXPECT_TRUE(SegmentOpener::opens(path, secrets.front()));
    for (std::size_t i = 0; i < secrets.size(); ++i) {
      for (const auto* all : {&memory, &others}) {
        EXPECT_EQ(recorder_test::find_bytes(*all, secrets[i].reveal()), "") << sequence << " " << i;
      }
    }
  }
}

TEST_F(ForwardSecrecyTest, TheSearchFindsAKeyAtAnyOffset) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return world_.records(camera) > 4; }));
  const std::string path = world_.path_of(camera);
  const auto header = SegmentOpener::header_of(path);
  const auto key = world_.opener().segment_key(header);
  for (const std::size_t offset : {0U, 1U, 13U, 4096U - 32U, 4096U + 5U}) {
    Loot planted{"planted", base::Bytes(offset, 0x5a)};
    base::append(planted.bytes, key.reveal());
    KeySearch search;
    search.add_segment(path);
    search.search_keys(planted);
    EXPECT_TRUE(search.found().contains(header.segment)) << offset;
    EXPECT_EQ(recorder_test::find_bytes({planted}, key.reveal()), "planted");
  }
}

TEST(KeySearchTest, AWrappingKeyIsFoundInEitherByteOrder) {
  const auto key = crypto::HpkePrivateKey::generate().value();
  storage::SegmentHeader header;
  std::ranges::copy(key.public_key().bytes(), header.encapsulated.begin());
  for (const bool reversed : {false, true}) {
    Loot planted{"planted", base::Bytes(64, 0x5a)};
    base::append(planted.bytes, key.to_secret().reveal());
    if (reversed) std::reverse(planted.bytes.begin() + 64, planted.bytes.end());
    KeySearch search;
    search.add_header(header);
    search.search_wrapping_keys(planted);
    EXPECT_TRUE(search.found().contains(header.segment)) << reversed;
  }
}

}  // namespace
