#include "nvr/store/offline_keys.h"

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recovery_text.h"
#include "storage/segment/segment_format.h"
#include "storage/segment/segment_key.h"
#include "storage/volume/wraps_files.h"

namespace nvr {
namespace {

constexpr std::size_t kKeyFileMax = std::size_t{64} << 10;

}  // namespace

base::Result<crypto::HpkePrivateKey> OfflineKeys::read_recipient(base::FileSystem& files,
                                                                 const std::string& path) {
  ASSIGN_OR_RETURN(base::Bytes bytes, base::read_small_file(files, path, kKeyFileMax));
  const crypto::Secret text = crypto::Secret::take(std::move(bytes));
  if (base::as_text(text.reveal()).find("-----BEGIN") != std::string_view::npos) {
    return base::Error{base::ErrorKind::InvalidInput,
                       "only the printed recovery key can be used yet, no PKCS#8 key"};
  }
  return appliance::parse_recovery_key(text);
}

base::Result<crypto::Secret> OfflineKeys::open_segment(base::ByteView header) {
  ASSIGN_OR_RETURN(const auto segment, storage::parse_segment_header(header));
  ASSIGN_OR_RETURN(const auto wraps,
                   storage::read_wraps(files_, volumes_, segment.camera, segment.day_key_day));
  ASSIGN_OR_RETURN(const auto day, appliance::open_wrap(recipient_, wraps));
  return storage::open_segment_key(segment, day);
}

}  // namespace nvr
