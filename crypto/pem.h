// PEM text (RFC 7468) as labelled DER blocks, and back. For .cpp files under crypto/ only.
//
// Text outside of blocks is skipped, as every tool does; encapsulated headers (the old encrypted
// form, whose key derivation is MD5) are refused. Block bytes may be keys, hence Secret.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace crypto {

struct PemBlock {
  std::string label;
  Secret der;
};

// At least one block and at most `blocks_max`, in order.
base::Result<std::vector<PemBlock>> read_pem(base::ByteView text, std::size_t blocks_max);

// Inverse of read_pem() for one block.
base::Result<Secret> write_pem(const char* label, base::ByteView der);

}  // namespace crypto
