// Signatures and keys in the archive's fixed form: ECDSA with P-256 and SHA-256 as r || s, public
// keys as uncompressed points. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Conventions".
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/keys/public_key.h"
#include "storage/segment/fields.h"

namespace storage {

// An error for keys that are not P-256.
base::Result<Point> point_of(const crypto::PublicKey& key);

base::Result<crypto::PublicKey> public_key_of(const Point& point);  // inverse of point_of()

// What checkpoint_message(), final_message() and line_message() give is what is signed.
base::Result<Signature> sign_for_archive(const crypto::PrivateKey& key, base::ByteView message);

// ErrorKind::Corrupt: not a signature of this key over this message.
base::Result<void> verify_archive_signature(const crypto::PublicKey& key, base::ByteView message,
                                            const Signature& signature);

}  // namespace storage
