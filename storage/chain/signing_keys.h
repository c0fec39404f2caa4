// The recorder's own keys: today's, made daily, certified by yesterday's in the signers log; the
// private half of an old one is destroyed once nothing holds it any more. So what was signed
// yesterday cannot be signed again today.
//
// A key is on disk (0600, a file named by its id) before its line is in the log, and the log says
// which file is the current one: after a crash at any moment there is one current key, or none,
// and then the evidence key must vouch for a new one. One thread at a time.
// Specification: docs/design/sealed-archive.md, "Signers lines".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/chain/signed_log.h"
#include "storage/chain/signers.h"
#include "storage/chain/signing_key.h"

namespace storage {

// The keeper's evidence key, as the recorder reaches it: `signer.sign` asks the keeper.
struct EvidenceSigner {
  LineSigner signer{};
  base::Bytes certificate{};  // DER
};

// `certificate` is the evidence certificate's DER; the id of the line's key follows from it.
base::Result<EvidenceSigner> evidence_signer(
    base::Bytes certificate, std::function<base::Result<Signature>(base::ByteView message)> sign);

class SigningKeys {
 public:
  // `directory` is the recorder's own and exists; `log` is the signers log and moves in. Files of
  // keys that the log does not know, or that a newer one replaced, are removed and said so.
  static base::Result<SigningKeys> open(base::FileSystem& files, std::string directory,
                                        SignedLog log, base::Ticks now);

  // The key to open segments and sign lines with; none before the first was certified.
  std::shared_ptr<const SigningKey> current() const { return current_; }
  // Whether it is another UTC day than the one the current key was made for.
  bool due(base::Ticks now) const;

  // The first key, or the first after the old one was lost.
  base::Result<void> begin(const EvidenceSigner& evidence, base::Ticks now);
  // The next key, certified by the current one.
  base::Result<void> renew(base::Ticks now);
  // Destroys the old keys that nobody else holds any more; call it now and then.
  base::Result<void> destroy_unused(base::Ticks now);

  Signers signers() const { return Signers::read(log_.lines()); }

 private:
  SigningKeys(base::FileSystem& files, std::string directory, SignedLog log);

  std::string file_of(const base::Id& key) const;
  base::Result<void> load(base::Ticks now);
  base::Result<std::shared_ptr<const SigningKey>> make_key(base::Ticks now);
  base::Result<void> certify(std::shared_ptr<const SigningKey> key, const LineSigner& signer,
                             base::Bytes certificate, base::Ticks now);
  base::Result<void> destroy(const base::Id& key, base::Ticks now);

  base::FileSystem& files_;
  std::string directory_;
  SignedLog log_;
  std::shared_ptr<const SigningKey> current_;
  std::vector<std::shared_ptr<const SigningKey>> old_;
};

}  // namespace storage
