// One signing key of the recorder, for a day: signs checkpoints, final records and log lines.
// Immutable; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Conventions" and "Signers lines".
#pragma once

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"
#include "storage/chain/log_lines.h"
#include "storage/segment/fields.h"

namespace storage {

class SigningKey {
 public:
  static base::Result<SigningKey> generate(base::Ticks from);
  static base::Result<SigningKey> from_pkcs8(const crypto::Secret& der, base::Ticks from);

  const base::Id& id() const { return id_; }
  const Point& public_key() const { return public_key_; }
  base::Ticks from() const { return from_; }
  crypto::Secret to_pkcs8() const { return key_.to_pkcs8_der(); }

  base::Result<Signature> sign(base::ByteView message) const;
  LineSigner line_signer() const;  // this key outlives it

 private:
  SigningKey(crypto::PrivateKey key, const Point& public_key, base::Ticks from);

  crypto::PrivateKey key_;
  Point public_key_;
  base::Id id_;
  base::Ticks from_;
};

}  // namespace storage
