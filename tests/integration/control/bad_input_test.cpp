// Goal: what is wrong outside (keys that are locked, a port in use, a segment that was changed on
// disk) is a clear answer, and costs nothing else. Method: the real programs and real damage.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/clock.h"
#include "base/real_file_system.h"
#include "storage/segment/segment_reader.h"
#include "tests/integration/control/control_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace {

namespace fs = std::filesystem;

using base::Json;
using control_test::ControlWorld;
using recorder_test::kPicturesInGroup;

class BadInputTest : public testing::Test {
 protected:
  BadInputTest() {
    world_.start();
    world_.claim();
  }

  void listen_on(const std::string& port) {
    const fs::path path = world_.root() + "/etc/custody/control.toml";
    std::ifstream file{path};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    const std::string before = "\"127.0.0.1:";
    const std::size_t at = text.find(before) + before.size();
    text.replace(at, text.find('"', at) - at, port);
    std::ofstream{path} << text;
  }

  // Two segments of the camera, both finished; the first one's file. Between them pictures are
  // missing, and a short gap is not told apart in the timeline.
  std::string record_two_segments(const std::string& camera) {
    before_restart_ = world_.recorded(camera, 6);
    world_.init().stop(control_test::kRecorder);
    const std::string first = segment_files().at(0);
    world_.restart(control_test::kRecorder);
    EXPECT_TRUE(world_.wait([&] { return recorded_bytes() > fs::file_size(first) + 300'000; }));
    world_.init().stop(control_test::kRecorder);
    EXPECT_EQ(segment_files().size(), 2U);
    return first;
  }
  std::vector<std::string> segment_files() const {  // by sequence
    std::vector<std::string> files;
    for (const auto& entry :
         fs::recursive_directory_iterator{world_.recorder_state() + "/volume/segments"}) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
  }
  std::uint64_t recorded_bytes() const {
    std::uint64_t bytes = 0;
    for (const std::string& file : segment_files()) bytes += fs::file_size(file);
    return bytes;
  }
  // The n-th group of pictures in it.
  static storage::IndexEntry group(const std::string& path, std::size_t n) {
    base::RealFileSystem files;
    const auto contents = storage::SegmentReader::open(files, path).value().records().value();
    std::vector<storage::IndexEntry> video;
    std::ranges::copy_if(contents.records, std::back_inserter(video), [](const auto& entry) {
      return entry.header.kind == storage::RecordKind::Video;
    });
    return video.at(n);
  }

  // First, because it goes last: when nobody pulls it any more.
  recorder_test::RtspSource source_{{}};
  ControlWorld world_;
  Json before_restart_;  // what was recorded then, for sure
};

TEST_F(BadInputTest, LockedKeysLeaveRecordingAloneAndPlaybackSaysWhyNot) {
  const std::string camera = world_.add_camera(source_.url());
  (void)world_.recorded(camera, 2);
  world_.give_credential(std::string(48, 'w'));
  world_.restart(control_test::kKeeper);
  const auto keeper = [&](const char* member) {
    const auto status = world_.get("/api/v1/status").json();
    const auto text = status.find("keeper")->get_string(member);
    return text ? *text : "";
  };
  ASSERT_TRUE(world_.wait([&] { return keeper("state") == "locked"; })) << keeper("state");

  const std::uint32_t locked_at = source_.pictures();
  const auto then = base::RealClock{}.wall();
  Json span;
  ASSERT_TRUE(world_.wait([&] {
    span = world_.recorded(camera, 2);
    const auto to = base::parse_rfc3339(span.get_string("to").value()).value();
    return to > then + std::chrono::seconds{2};
  }));
  const std::string clip = "/api/v1/cameras/" + camera + "/clip.mp4" + ControlWorld::range_of(span);
  const auto refused = world_.get(clip);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "keys_locked");

  world_.give_credential(std::string(48, 'c'));
  world_.restart(control_test::kKeeper);
  ASSERT_TRUE(world_.wait([&] { return world_.get(clip).status == 200; }));
  const auto pictures = recorder_test::pictures_in(world_.get(clip).body);
  ASSERT_FALSE(pictures.empty());
  EXPECT_GT(pictures.back(), locked_at);
  EXPECT_EQ(pictures.size(), pictures.back() - pictures.front() + 1);
}

TEST_F(BadInputTest, APortInUseIsNamedAndRecordingGoesOn) {
  const std::string camera = world_.add_camera(source_.url());
  (void)world_.recorded(camera, 1);
  world_.init().stop(control_test::kControl);
  const std::string url = source_.url();
  const std::size_t colon = url.rfind(':');
  const std::string taken = url.substr(colon + 1, url.find('/', colon) - colon - 1);
  listen_on(taken);
  const auto refused = world_.init().start(control_test::kControl);
  ASSERT_FALSE(refused);
  std::string said = refused.error().message;
  for (const auto& line : world_.init().find(control_test::kControl)->lines()) said += line + "\n";
  EXPECT_NE(said.find("127.0.0.1 port " + taken), std::string::npos) << said;
  EXPECT_NE(said.find("in use"), std::string::npos) << said;
  EXPECT_EQ(world_.init().find(control_test::kRecorder)->state(), mini_init::State::Ready);

  listen_on("0");
  world_.start();
  (void)world_.recorded(camera, 4);
}

TEST_F(BadInputTest, AnAlteredSegmentIsLocatedLeftOutAndReported) {
  const std::string camera = world_.add_camera(source_.url());
  const std::string path = record_two_segments(camera);
  const auto damaged = group(path, 2);
  {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekg(static_cast<std::streamoff>(damaged.offset) + 1000);
    const char was = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(damaged.offset) + 1000);
    file.put(static_cast<char>(was ^ 1));
  }
  const auto check =
      world_.custody({"store", "check", "--deep", "--state", world_.recorder_state()});
  EXPECT_EQ(check.status, 1) << check.out;
  EXPECT_NE(check.out.find("main 1, record " + std::to_string(damaged.header.number) + ", byte " +
                           std::to_string(damaged.offset)),
            std::string::npos)
      << check.out;

  const std::string range = ControlWorld::range_of(before_restart_);
  const auto told = world_.get("/api/v1/cameras/" + camera + "/clip" + range).json();
  const auto& findings = *told.find("findings")->as_array();
  ASSERT_EQ(findings.size(), 1U) << told.dump();
  EXPECT_EQ(findings[0].find("finding")->get_int("record").value(),
            static_cast<std::int64_t>(damaged.header.number));
  const auto clip = world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + range);
  ASSERT_EQ(clip.status, 200) << clip.code();
  const auto pictures = recorder_test::pictures_in(clip.body);
  ASSERT_FALSE(pictures.empty());
  // One gap, up to the next key picture: a busy recorder writes a group as more than one record,
  // and what follows the damaged one in its group cannot be decoded without it.
  std::vector<std::uint32_t> gaps;
  std::string where;
  for (std::size_t i = 1; i < pictures.size(); ++i) {
    const std::uint32_t left_out = pictures[i] - pictures[i - 1] - 1;
    if (left_out == 0) continue;
    gaps.push_back(left_out);
    where += std::to_string(left_out) + " before " + std::to_string(pictures[i]) + "; ";
    EXPECT_EQ((pictures[i] - pictures.front()) % recorder_test::kPicturesInGroup, 0U);
  }
  ASSERT_EQ(gaps.size(), 1U) << where << "from " << pictures.front() << " to " << pictures.back()
                             << ", record " << damaged.header.number << " of "
                             << damaged.header.samples;
  EXPECT_GE(gaps[0], damaged.header.samples);
  EXPECT_LE(gaps[0], recorder_test::kPicturesInGroup);
}

TEST_F(BadInputTest, ACutSegmentIsLocatedAndTheRestStillPlays) {
  const std::string camera = world_.add_camera(source_.url());
  const std::string path = record_two_segments(camera);
  const Json span = world_.recorded(camera, 6);
  const auto cut = group(path, 3);
  fs::resize_file(path, cut.offset + 1000);
  const auto check =
      world_.custody({"store", "check", "--deep", "--state", world_.recorder_state()});
  EXPECT_EQ(check.status, 1) << check.out;
  EXPECT_NE(check.out.find("FAULT"), std::string::npos) << check.out;

  const auto clip =
      world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + ControlWorld::range_of(span));
  ASSERT_EQ(clip.status, 200) << clip.code();
  const auto pictures = recorder_test::pictures_in(clip.body);
  EXPECT_GE(pictures.size(), 2 * kPicturesInGroup);
}

}  // namespace
