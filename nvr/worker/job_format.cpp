#include "nvr/worker/job_format.h"

#include <cassert>

#include "base/byte_order.h"

namespace nvr {
namespace {

constexpr std::uint32_t kThumbnailMagic = 0x43755401;  // "CuT", version 1
constexpr std::uint16_t kThumbnailWidthMin = 16;
constexpr std::uint16_t kThumbnailWidthMax = 1920;

base::Error bad_job() {
  return {base::ErrorKind::InvalidInput, "not a valid worker job"};
}

}  // namespace

base::Bytes marshal(const ThumbnailJob& job) {
  base::ByteWriter out;
  out.put(kThumbnailMagic);
  out.put(static_cast<std::uint8_t>(job.codec));
  out.put(std::uint8_t{0});
  out.put(job.width);
  out.put(static_cast<std::uint32_t>(job.parameter_sets.size()));
  out.put(static_cast<std::uint32_t>(job.key_frame.size()));
  out.put(base::ByteView{job.parameter_sets});
  out.put(base::ByteView{job.key_frame});
  return std::move(out).take();
}

base::Result<ThumbnailJob> parse_thumbnail_job(base::ByteView bytes) {
  if (bytes.size() > kJobBytesMax) return bad_job();
  base::ByteReader reader{bytes};
  const auto magic = reader.get<std::uint32_t>();
  const auto codec = reader.get<std::uint8_t>();
  const auto zero = reader.get<std::uint8_t>();
  const auto width = reader.get<std::uint16_t>();
  const auto sets_bytes = reader.get<std::uint32_t>();
  const auto frame_bytes = reader.get<std::uint32_t>();
  const base::ByteView sets = reader.take(sets_bytes);
  const base::ByteView frame = reader.take(frame_bytes);
  const bool valid = !reader.failed() && reader.remaining() == 0 && magic == kThumbnailMagic &&
                     (codec == 1 || codec == 2) && zero == 0 && width >= kThumbnailWidthMin &&
                     width <= kThumbnailWidthMax && width % 2 == 0 && !frame.empty();
  if (!valid) return bad_job();
  return ThumbnailJob{.codec = static_cast<media::VideoCodec>(codec),
                      .width = width,
                      .parameter_sets = {sets.begin(), sets.end()},
                      .key_frame = {frame.begin(), frame.end()}};
}

}  // namespace nvr
