// Segment keys without a keeper: from the printed recovery key or a recipient's key file, and the
// wraps that lie beside the footage. Single-threaded.
// Specification: docs/design/sealed-archive.md, "Wraps file".
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"

namespace nvr {

class OfflineKeys {
 public:
  // The recovery key as it was printed, or a PKCS#8 key in PEM, out of a file; the passphrase of an
  // encrypted one out of another, without the line's end. InvalidInput says what is wrong with it,
  // Denied that the passphrase is missing or wrong.
  static base::Result<crypto::HpkePrivateKey> read_recipient(base::FileSystem& files,
                                                             const std::string& path,
                                                             const std::string& passphrase_path);

  // `files` outlives this.
  OfflineKeys(base::FileSystem& files, std::vector<std::string> volumes,
              crypto::HpkePrivateKey recipient)
      : files_{files}, volumes_{std::move(volumes)}, recipient_{std::move(recipient)} {}

  // Of the segment whose header this is. NotFound: no wrap, or none for this recipient.
  base::Result<crypto::Secret> open_segment(base::ByteView header);

 private:
  base::FileSystem& files_;
  std::vector<std::string> volumes_;
  crypto::HpkePrivateKey recipient_;
};

}  // namespace nvr
