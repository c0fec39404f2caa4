// The parameter sets a video stream is decoded with: collected from its samples, and told when
// they change.
//
// A change means a new init segment, hence a new archive segment. Bounded: a stream with more or
// larger sets than any camera has is refused. Not thread-safe; one per stream.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/h26x/nal.h"

namespace media {

// What a stream looks like, for the init segment and for people.
struct VideoFormat {
  VideoCodec codec = VideoCodec::H264;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double fps = 0;                     // 0: the stream does not tell
  std::string codec_string;           // with avc3 or hev1: parameter sets stay in band
  base::Bytes decoder_configuration;  // body of avcC or hvcC, holding the parameter sets
  base::Bytes parameter_sets;         // the same sets as 4-byte length-prefixed NAL units
};

class ParameterSets {
 public:
  explicit ParameterSets(VideoCodec codec) : codec_{codec} {}

  VideoCodec codec() const { return codec_; }

  // Takes the parameter sets among a sample's length-prefixed NAL units; other units are passed
  // over. True when any is new or differs from what was known under its id.
  base::Result<bool> update(base::ByteView sample);
  // The same for one NAL unit, as in SDP's sprop-parameter-sets.
  base::Result<bool> update_nal(base::ByteView nal);

  bool complete() const;  // there is at least one of each kind
  base::Result<VideoFormat> format() const;

  const std::vector<base::Bytes>& vps() const { return vps_; }
  const std::vector<base::Bytes>& sps() const { return sps_; }
  const std::vector<base::Bytes>& pps() const { return pps_; }

 private:
  VideoCodec codec_;
  std::vector<base::Bytes> vps_;  // each list in the order of first arrival
  std::vector<base::Bytes> sps_;
  std::vector<base::Bytes> pps_;
};

}  // namespace media
