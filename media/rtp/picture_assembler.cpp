#include "media/rtp/picture_assembler.h"

#include <algorithm>
#include <array>
#include <utility>

#include "media/h26x/nal.h"

namespace media {
namespace {

// Parameter sets and SEIs that wait for a picture; more than this is a stream without any.
constexpr std::size_t kWaitingBytesMax = 64 * 1024;

std::array<std::uint8_t, kNalLengthBytes> length_prefix(std::size_t length) {
  return {static_cast<std::uint8_t>(length >> 24), static_cast<std::uint8_t>(length >> 16),
          static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
}

}  // namespace

void PictureAssembler::begin_packet(std::uint32_t time, bool lost_before,
                                    std::vector<Sample>& out) {
  if (lost_before) {
    abandon_fragments();
    mark_damaged();
  }
  if (time != sample_.rtp_time) {
    flush(out);
    // Lost were the end of that picture, the beginning of this one, or both.
    if (lost_before) mark_damaged();
  }
  sample_.rtp_time = time;
}

void PictureAssembler::end_packet(bool marker, std::vector<Sample>& out) {
  if (marker) flush(out);
}

void PictureAssembler::flush(std::vector<Sample>& out) {
  abandon_fragments();
  if (has_picture_) {
    out.push_back(std::exchange(sample_, {}));
    has_picture_ = false;
  } else if (sample_.data.size() > kWaitingBytesMax) {
    sample_.data.clear();
    mark_damaged();
  }
}

void PictureAssembler::add(base::ByteView unit, Unit kind) {
  abandon_fragments();
  if (unit.empty() || !fits(kNalLengthBytes + unit.size())) {
    mark_damaged();
    return;
  }
  base::append(sample_.data, length_prefix(unit.size()));
  base::append(sample_.data, unit);
  note(kind);
}

void PictureAssembler::begin_fragments(base::ByteView header, Unit kind) {
  abandon_fragments();
  if (!fits(kNalLengthBytes + header.size())) {
    mark_damaged();
    return;
  }
  fragmented_ = true;
  fragment_start_ = sample_.data.size();
  fragment_kind_ = kind;
  base::append(sample_.data, length_prefix(0));
  base::append(sample_.data, header);
}

void PictureAssembler::add_fragment(base::ByteView piece) {
  if (fragmented_ && !fits(piece.size())) abandon_fragments();
  if (!fragmented_) {
    mark_damaged();
    return;
  }
  base::append(sample_.data, piece);
}

void PictureAssembler::end_fragments() {
  if (!fragmented_) return;
  fragmented_ = false;
  const auto prefix = length_prefix(sample_.data.size() - fragment_start_ - kNalLengthBytes);
  std::ranges::copy(prefix, sample_.data.begin() + static_cast<std::ptrdiff_t>(fragment_start_));
  note(fragment_kind_);
}

bool PictureAssembler::fits(std::size_t more) const {
  return more <= kSampleBytesMax - sample_.data.size();
}

void PictureAssembler::note(Unit kind) {
  has_picture_ = has_picture_ || kind != Unit::Other;
  sample_.key = sample_.key || kind == Unit::KeyPicture;
}

void PictureAssembler::abandon_fragments() {
  if (!fragmented_) return;
  fragmented_ = false;
  sample_.data.resize(fragment_start_);
  mark_damaged();
}

}  // namespace media
