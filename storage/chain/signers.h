// The recorder's signing keys as its signers log tells them: which keys there were, from when on,
// and whether each was vouched for by the one before. Immutable once read; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Signers lines" and "Why it holds".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/keys/public_key.h"
#include "storage/chain/chain_line_format.h"
#include "storage/chain/log_lines.h"
#include "storage/chain/signed_log.h"
#include "storage/segment/fields.h"

namespace storage {

struct KnownSigner {
  crypto::PublicKey key;
  Point point{};
  base::Ticks from{};
  base::Ticks until{};  // from when on the next one signs; unknown for the newest
  std::optional<base::Ticks> destroyed{};
};

class Signers {
 public:
  // Takes the lines of a signers log in order, as far as each is rightly signed. What is wrong
  // after that is told by fault().
  static Signers read(const std::vector<ReadLine>& lines);

  const KnownSigner* find(const base::Id& key) const;
  const std::optional<Signer>& first() const { return first_; }  // with the evidence certificate
  const std::optional<Signer>& newest() const { return newest_; }
  const std::map<base::Id, KnownSigner>& all() const { return keys_; }
  const std::optional<std::string>& fault() const { return fault_; }

  // Whether `key` is what the log begins with: the first signing key, or the evidence key that
  // vouched for it.
  bool begins_with(const Point& key) const;

  enum class Says { Good, UnknownKey, WrongTime, Bad };
  // Of a signature that was made at `time`.
  Says check(const base::Id& key, base::Ticks time, base::ByteView message,
             const Signature& signature) const;

 private:
  bool take(const ReadLine& line);
  bool take_signer(const ReadLine& line);

  std::map<base::Id, KnownSigner> keys_;
  std::vector<Point> roots_;
  std::optional<Signer> first_;
  std::optional<Signer> newest_;
  std::optional<std::string> fault_;
};

}  // namespace storage
