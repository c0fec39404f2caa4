// A clip as a file that can be read from anywhere: opens the records of a plan as they are asked
// for, and holds one of them at a time.
//
// As http::BodySource wants it: one thread at a time. A segment that was expired meanwhile, or
// altered, cuts the download: nobody takes half a clip for a whole one.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "nvr/playback/clip_plan.h"
#include "web/http/message.h"

namespace nvr {

class ClipSource : public http::BodySource {
 public:
  // `store` outlives the source. A download of somebody who may not go on is cut.
  using StillMay = std::function<bool()>;
  ClipSource(
      std::shared_ptr<const ClipPlan> plan, FootageStore& store, Viewer viewer,
      StillMay still_may = [] { return true; });

  std::optional<std::uint64_t> size() const override { return plan_->clip.bytes(); }
  base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) override;

 private:
  struct OpenSegment {
    std::size_t index;
    storage::SegmentReader reader;
    crypto::AeadKey key;
  };

  base::Result<void> open_record(std::uint32_t record);
  base::Result<void> open_segment(std::size_t index);

  std::shared_ptr<const ClipPlan> plan_;
  FootageStore& store_;
  Viewer viewer_;
  StillMay still_may_;
  std::optional<OpenSegment> segment_;
  std::optional<std::uint32_t> record_;
  base::Bytes opened_;
};

}  // namespace nvr
