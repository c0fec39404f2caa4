// Builds samples of NAL units from whole units and fragments, for H.264 and H.265 alike.
//
// Keeps the promises of Depacketizer: a sample that comes out holds a picture; units before it that
// belong to no picture (parameter sets under a marker or time of their own, which some cameras
// send) wait for the next. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "media/rtp/sample.h"

namespace media {

class PictureAssembler {
 public:
  enum class Unit { Other, Picture, KeyPicture };

  // Before a packet's units: completes the open picture if the packet is of another time.
  void begin_packet(std::uint32_t time, bool lost_before, std::vector<Sample>& out);
  void end_packet(bool marker, std::vector<Sample>& out);
  void flush(std::vector<Sample>& out);

  void add(base::ByteView unit, Unit kind);

  // A unit in pieces, the first of which is its header. A piece without a beginning is dropped.
  void begin_fragments(base::ByteView header, Unit kind);
  void add_fragment(base::ByteView piece);
  void end_fragments();

  void mark_damaged() { sample_.damaged = true; }

 private:
  bool fits(std::size_t more) const;
  void note(Unit kind);
  void abandon_fragments();

  Sample sample_;
  bool has_picture_ = false;
  bool fragmented_ = false;         // a unit is open, its length not yet known
  std::size_t fragment_start_ = 0;  // where its length belongs
  Unit fragment_kind_ = Unit::Other;
};

}  // namespace media
