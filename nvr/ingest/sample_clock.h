// Maps a stream's RTP times to media time, which runs evenly, and to wall time.
//
// Arrival bounds wall time: nothing was taken after it came in, and the least delay seen tells how
// long it was on its way at most. Sender reports place tracks of one camera against each other. The
// mapping is slewed; only a step of more than kStep moves it at once, and is told. Wall times never
// go back. Pure arithmetic; one per track and connection.
// Specification: docs/design/recording.md, "Time".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace nvr {

class SampleClock {
 public:
  static constexpr std::chrono::seconds kStep{1};

  struct Report {
    base::WallTime ntp{};  // what the camera's clock said
    std::uint32_t rtp_time = 0;
    std::int64_t media = 0;                    // what rtp_time stands for
    std::chrono::nanoseconds camera_offset{};  // camera minus recorder, as far as arrival tells
  };

  struct Placed {
    std::int64_t media = 0;  // ticks of the RTP clock since the first sample
    base::WallTime wall{};
    bool estimated = true;  // no sender report has placed it yet
    bool stepped = false;   // wall time or media time jumped before it
  };

  explicit SampleClock(std::uint32_t rate) : rate_{rate} {}

  // `ntp` as the camera claims it.
  void take_report(base::WallTime ntp, std::uint32_t rtp_time, base::WallTime arrival);
  Placed place(std::uint32_t rtp_time, base::WallTime arrival);

  const std::optional<Report>& report() const { return report_; }

 private:
  std::int64_t unwrap(std::uint32_t rtp_time) const;
  std::chrono::nanoseconds to_time(std::int64_t media) const;
  void aim(std::chrono::nanoseconds delayed, base::WallTime arrival);

  std::uint32_t rate_;
  bool started_ = false;
  std::uint32_t last_rtp_ = 0;
  std::int64_t last_media_ = 0;
  base::WallTime last_wall_{};
  std::chrono::nanoseconds offset_{};  // wall minus media
  std::chrono::nanoseconds least_{};   // arrival minus media, the least of this window
  base::WallTime window_{};            // when it began
  std::optional<Report> report_;
  bool placed_by_report_ = false;
};

}  // namespace nvr
