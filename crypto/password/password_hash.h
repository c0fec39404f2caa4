// What is stored instead of a password (R022, R055): a salted hash that is slow to guess at.
//
// Passwords are any bytes, 1 to 1024 of them; every byte counts and none is cut off or folded.
// Immutable, so safe to read from any thread; making and verifying take as long as the cost says,
// with that much memory: do it on a worker thread and limit how many at once.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/password/phc_format.h"
#include "crypto/secret.h"

namespace crypto {

class PasswordHash {
 public:
  static base::Result<PasswordHash> make(const Secret& password, const PasswordCost& cost);

  // No password fits it, but trying one takes as long as any. Verify against it when the account
  // does not exist, so that the time does not tell.
  static PasswordHash decoy(const PasswordCost& cost);

  // Inverse of to_phc().
  static base::Result<PasswordHash> from_phc(std::string_view text);
  std::string to_phc() const { return format_phc(parts_); }

  // ErrorKind::Denied when the password is another one. Compares in constant time.
  base::Result<void> verify(const Secret& password) const;

  // Whether to make() anew, while the password is at hand, because it was made at another cost.
  bool needs_rehash(const PasswordCost& cost) const;

 private:
  explicit PasswordHash(PhcHash parts) : parts_{std::move(parts)} {}

  PhcHash parts_;
};

}  // namespace crypto
