// Which hash a key signs certificates, requests and CRLs with. For .cpp files under crypto/ only.
#pragma once

#include "crypto/keys/key_kind.h"

struct evp_md_st;

namespace crypto {

const evp_md_st* signature_digest(KeyKind kind);  // SHA-384 for P-384, else SHA-256

}  // namespace crypto
