// The second factor of accounts that have one: an authenticator app (TOTP, RFC 6238), and recovery
// codes for the day it is lost.
//
// The app's secret is sealed under the device's key; of recovery codes there are only digests. A
// code is good once, and so is each step of time. Whoever calls check() throttles. Safe from any
// thread; has() never waits for a disk.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/hash/sha2.h"
#include "crypto/secret.h"
#include "storage/table/database.h"

namespace appliance {

inline constexpr std::size_t kRecoveryCodes = 10;
inline constexpr std::chrono::minutes kFactorSetUpMax{15};

class SecondFactors {
 public:
  struct Facts {
    base::WallTime since{};
    std::size_t recovery_codes_left = 0;
  };

  // `key` seals what is in the database at `path`; `clock` outlives the factors.
  static base::Result<std::unique_ptr<SecondFactors>> open(const std::string& path,
                                                           crypto::Secret key,
                                                           const base::Clock& clock);

  bool has(const base::Id& account) const;
  std::optional<Facts> facts(const base::Id& account) const;

  // Begins setting one up: the secret in base 32, for the app. Good for kFactorSetUpMax; until it
  // is confirmed the account has the factor it had, or none.
  crypto::Secret begin(const base::Id& account);
  // The app knows the secret: it is the account's factor from now on. Gives its recovery codes,
  // which are never shown again. Denied: another code. NotFound: nothing was begun, or too long
  // ago.
  base::Result<std::vector<std::string>> confirm(const base::Id& account, std::string_view code);

  // Whether this is the app's code of now (or of a step before or after), not used before, or a
  // recovery code, which is used up by it. Denied: neither.
  base::Result<void> check(const base::Id& account, std::string_view typed);

  base::Result<void> remove(const base::Id& account);  // also where there is none

 private:
  struct Factor {
    base::Bytes salt;    // of the seal
    base::Bytes sealed;  // the app's secret
    std::uint64_t step_used = 0;
    base::WallTime since{};
    std::vector<crypto::Sha256Digest> recovery;
  };
  struct Begun {
    crypto::Secret secret;
    base::SteadyTime at{};
  };
  struct State {
    std::map<base::Id, Factor> factors;
    std::map<base::Id, Begun> begun;
  };

  SecondFactors(storage::Database database, crypto::Secret key, const base::Clock& clock)
      : key_{std::move(key)}, clock_{clock}, database_{std::move(database)} {}

  base::Result<void> load();
  base::Result<void> store(storage::Database& database, const base::Id& account,
                           const Factor& factor);
  base::Result<Factor> sealed_factor(const base::Id& account, const crypto::Secret& secret) const;
  base::Result<crypto::Secret> secret_of(const base::Id& account, const Factor& factor) const;
  base::Result<void> use_step(storage::Database& database, const base::Id& account, Factor& factor,
                              std::string_view code);
  base::Result<void> use_recovery_code(storage::Database& database, const base::Id& account,
                                       Factor& factor, std::string_view code);

  crypto::Secret key_;
  const base::Clock& clock_;
  // Whoever changes something holds the database throughout; state_ only for a moment within.
  base::Guarded<storage::Database> database_;
  base::Guarded<State> state_;
};

// The link that an authenticator app reads out of a picture: otpauth://totp/...
std::string authenticator_link(std::string_view device, std::string_view account,
                               const crypto::Secret& secret_in_base32);

}  // namespace appliance
