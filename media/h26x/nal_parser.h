// Walks over the NAL units of a sample, without copying: length-prefixed as in MP4 and in
// media::Sample, or Annex B with start codes as encoders write.
//
// Every length is held against what is left before it is believed; a unit is a view into the input.
// Pure; safe from any thread. Specification: ISO/IEC 14496-15 5.3.3, ITU-T H.264 annex B.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace media {

// `while (const auto nal = nals.next()) ...; if (nals.failed()) ...`. Empty units are passed over.
class LengthPrefixedNals {
 public:
  explicit LengthPrefixedNals(base::ByteView sample) : rest_{sample} {}

  std::optional<base::ByteView> next();
  bool failed() const { return failed_; }  // a length ran over the end

 private:
  base::ByteView rest_;
  bool failed_ = false;
};

// The same for start codes of three or four bytes. Bytes before the first start code are passed
// over, so any input can be walked.
class AnnexBNals {
 public:
  explicit AnnexBNals(base::ByteView stream);

  std::optional<base::ByteView> next();

 private:
  base::ByteView rest_;  // behind a start code, or empty
};

void append_length_prefixed(base::Bytes& out, base::ByteView nal);
base::Bytes to_length_prefixed(base::ByteView annex_b);

// InvalidInput when the sample's lengths do not add up.
base::Result<base::Bytes> to_annex_b(base::ByteView length_prefixed);

}  // namespace media
