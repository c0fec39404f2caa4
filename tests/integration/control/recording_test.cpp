#include "tests/integration/control/recording_test.h"

#include "base/clock.h"

namespace control_test {
RecordingTest::RecordingTest() {
  world_.start();
  world_.claim();
  camera_ = world_.add_camera(source_.url());
  before_ = world_.recorded(camera_, kSecondsBefore);
}

void RecordingTest::expect_nothing_lost() {
  const auto begin = base::parse_rfc3339(before_.get_string("from").value()).value();
  const auto until_now =
      std::chrono::ceil<std::chrono::seconds>(base::RealClock{}.wall() - begin).count();
  const base::Json span = world_.recorded(camera_, static_cast<int>(until_now) + kSecondsBefore);
  EXPECT_EQ(span.get_string("from").value(), before_.get_string("from").value());
  const auto clip =
      world_.get("/api/v1/cameras/" + camera_ + "/clip.mp4" + ControlWorld::range_of(span));
  ASSERT_EQ(clip.status, 200) << clip.code();
  const auto pictures = recorder_test::pictures_in(clip.body);
  EXPECT_GT(pictures.size(), static_cast<std::size_t>(until_now) * 25);
  for (std::size_t i = 1; i < pictures.size(); ++i) {
    ASSERT_EQ(pictures[i], pictures[i - 1] + 1);
  }
}

}  // namespace control_test
