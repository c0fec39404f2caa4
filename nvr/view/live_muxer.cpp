#include "nvr/view/live_muxer.h"

#include <array>
#include <utility>

#include "base/json/json.h"
#include "media/mp4/delivery.h"
#include "media/mp4/fragment_writer.h"
#include "media/mp4/track.h"

namespace nvr {
namespace {

// A player would wait for what is not coming.
constexpr std::uint64_t kLiveStepMax = std::uint64_t{5} * media::kVideoTimescale;

}  // namespace

base::Result<void> LiveMuxer::take_init(const base::Bytes& init) {
  if (init == init_) return {};
  ASSIGN_OR_RETURN(auto delivery, media::init_for_browser(init));
  base::Json text;
  text["type"] = "format";
  text["mime"] = delivery.mime;
  text["width"] = std::int64_t{delivery.width};
  text["height"] = std::int64_t{delivery.height};
  next_format_ =
      LiveFormat{http::text_message(text.dump()), http::binary_message(std::move(delivery.bytes))};
  init_ = init;
  begin_anew_ = true;
  return {};
}

bool LiveMuxer::steps(const LiveHead& head) const {
  return head.media_time <= last_time_ || head.media_time - last_time_ > kLiveStepMax;
}

base::Result<std::optional<LivePicture>> LiveMuxer::push(const LiveEntry& entry) {
  using Maybe = std::optional<LivePicture>;
  if (entry.head.kind == LiveKind::Init) {
    RETURN_IF_ERROR(take_init(entry.content));
    return Maybe{};
  }
  if (entry.head.kind != LiveKind::Video || !next_format_) return Maybe{};
  if (!begin_anew_ && steps(entry.head)) begin_anew_ = true;
  if (begin_anew_ && !entry.head.key) return Maybe{};
  LivePicture picture;
  if (std::exchange(begin_anew_, false)) {
    first_time_ = entry.head.media_time;
    sequence_ = 0;
    format_ = next_format_;
    picture.format = format_;
  }
  last_time_ = entry.head.media_time;
  picture.key = entry.head.key;
  const std::array sample{media::FragmentSample{
      .data = entry.content, .duration = entry.head.duration, .key = entry.head.key}};
  picture.media = http::binary_message(media::write_fragment(
      media::kVideoTrack, ++sequence_, entry.head.media_time - first_time_, sample));
  return Maybe{std::move(picture)};
}

}  // namespace nvr
