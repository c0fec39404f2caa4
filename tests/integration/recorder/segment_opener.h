// Opens segments as somebody with the printed recovery key does, years later and without a keeper.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"
#include "storage/segment/segment_format.h"

namespace recorder_test {

class SegmentOpener {
 public:
  SegmentOpener(const crypto::Secret& recovery_key, std::string volume);

  static storage::SegmentHeader header_of(const std::string& path);
  crypto::HpkePrivateKey day_key(const storage::SegmentHeader& header) const;
  crypto::Secret segment_key(const storage::SegmentHeader& header) const;

  // The numbers of the pictures (rtsp_source.h) in the segment, which may still be written.
  std::vector<std::uint32_t> pictures(const std::string& path) const;
  static bool opens(const std::string& path, const crypto::Secret& segment_key);

 private:
  crypto::HpkePrivateKey recovery_;
  std::string volume_;
};

}  // namespace recorder_test
