#include "nvr/store/offline_keys.h"

#include <optional>
#include <string_view>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recovery_text.h"
#include "crypto/keys/private_key.h"
#include "storage/segment/segment_format.h"
#include "storage/segment/segment_key.h"
#include "storage/volume/wraps_files.h"

namespace nvr {
namespace {

constexpr std::size_t kKeyFileMax = std::size_t{64} << 10;

base::Result<crypto::Secret> read_passphrase(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(base::Bytes bytes,
                   base::read_small_file(files, path, crypto::kPassphraseBytesMax + 2));
  const crypto::Secret whole = crypto::Secret::take(std::move(bytes));
  std::string_view text = base::as_text(whole.reveal());
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return crypto::Secret::copy_of(text);
}

}  // namespace

base::Result<crypto::HpkePrivateKey> OfflineKeys::read_recipient(
    base::FileSystem& files, const std::string& path, const std::string& passphrase_path) {
  ASSIGN_OR_RETURN(base::Bytes bytes, base::read_small_file(files, path, kKeyFileMax));
  const crypto::Secret text = crypto::Secret::take(std::move(bytes));
  if (base::as_text(text.reveal()).find("-----BEGIN") == std::string_view::npos) {
    return appliance::parse_recovery_key(text);
  }
  std::optional<crypto::Secret> passphrase;
  if (!passphrase_path.empty()) {
    ASSIGN_OR_RETURN(passphrase, read_passphrase(files, passphrase_path));
  }
  ASSIGN_OR_RETURN(const auto key,
                   crypto::PrivateKey::from_pem(text, passphrase ? &*passphrase : nullptr));
  return crypto::HpkePrivateKey::from_private_key(key);
}

base::Result<crypto::Secret> OfflineKeys::open_segment(base::ByteView header) {
  ASSIGN_OR_RETURN(const auto segment, storage::parse_segment_header(header));
  ASSIGN_OR_RETURN(const auto wraps,
                   storage::read_wraps(files_, volumes_, segment.camera, segment.day_key_day));
  ASSIGN_OR_RETURN(const auto day, appliance::open_wrap(recipient_, wraps));
  return storage::open_segment_key(segment, day);
}

}  // namespace nvr
