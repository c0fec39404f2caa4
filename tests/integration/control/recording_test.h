// A camera with numbered pictures that is recorded from before whatever happens to behind it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/json/json.h"
#include "tests/integration/control/control_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace control_test {

inline constexpr int kSecondsBefore = 3;  // recorded before, and again behind it

class RecordingTest : public testing::Test {
 protected:
  RecordingTest();

  // Downloads the clip of the whole time, which has no gap, and counts its pictures.
  void expect_nothing_lost();

  // First, because it goes last: when nobody pulls it any more.
  recorder_test::RtspSource source_{{}};
  ControlWorld world_;
  std::string camera_;

 private:
  base::Json before_;
};

}  // namespace control_test
