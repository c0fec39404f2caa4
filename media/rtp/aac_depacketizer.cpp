#include "media/rtp/aac_depacketizer.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/byte_order.h"
#include "media/detail/bits.h"

namespace media {
namespace {

// The frames' sizes; nothing when headers are malformed or tell of interleaving.
std::optional<std::vector<std::size_t>> take_sizes(base::ByteReader& reader,
                                                   const AacFraming& framing) {
  const std::size_t bits = reader.get<std::uint16_t>();
  BitReader headers{reader.take((bits + 7) / 8)};
  if (reader.failed()) return std::nullopt;
  std::vector<std::size_t> sizes;
  std::size_t index_bits = framing.index_bits;
  for (std::size_t used = 0; used < bits; index_bits = framing.index_delta_bits) {
    used += framing.size_bits + index_bits;
    if (used > bits) return std::nullopt;
    sizes.push_back(headers.bits(framing.size_bits));
    if (headers.bits(index_bits) != 0) return std::nullopt;
  }
  return sizes;
}

}  // namespace

std::vector<Sample> AacDepacketizer::flush() {
  drop_open();
  return {};
}

void AacDepacketizer::take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) {
  base::ByteReader reader{packet.payload};
  const auto sizes = take_sizes(reader, framing_);
  if (lost_before || !sizes) drop_open();
  if (!sizes) return;
  const base::ByteView data = reader.rest();
  if (sizes->size() == 1 && sizes->front() > data.size()) {
    take_piece(packet, sizes->front(), data, out);
  } else {
    drop_open();
    take_frames(packet, *sizes, data, out);
  }
}

void AacDepacketizer::take_frames(const RtpPacket& packet, const std::vector<std::size_t>& sizes,
                                  base::ByteView data, std::vector<Sample>& out) {
  if (std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) > data.size()) return;
  std::uint32_t time = packet.time;
  for (const std::size_t size : sizes) {
    const base::ByteView frame = data.first(size);
    data = data.subspan(size);
    if (size > 0) {
      out.push_back({.data = {frame.begin(), frame.end()}, .rtp_time = time, .key = true});
    }
    time += framing_.ticks_per_frame;
  }
}

void AacDepacketizer::take_piece(const RtpPacket& packet, std::size_t size, base::ByteView data,
                                 std::vector<Sample>& out) {
  if (open_size_ != size || open_.rtp_time != packet.time) {
    open_ = {.rtp_time = packet.time, .key = true};
    open_size_ = size;
  }
  base::append(open_.data, data.first(std::min(data.size(), size - open_.data.size())));
  if (!packet.marker) return;
  // Less is a frame whose beginning was lost.
  if (open_.data.size() == size) out.push_back(std::move(open_));
  drop_open();
}

void AacDepacketizer::drop_open() {
  open_ = {};
  open_size_ = 0;
}

}  // namespace media
