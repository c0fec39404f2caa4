#include "appliance/accounts/second_factors.h"

#include <algorithm>
#include <utility>

#include "appliance/access/typed_code.h"
#include "base/bytes.h"
#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"
#include "crypto/otp/hotp.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Secret;

constexpr std::int32_t kFactorsId = 0x43754661;  // "CuFa"
constexpr std::size_t kTotpSecretBytes = 20;     // as RFC 4226 recommends
constexpr std::size_t kFactorSaltBytes = 16;
constexpr std::size_t kRecoveryCodeLetters = 10;  // 50 bits
constexpr std::size_t kRecoveryCodeGroup = 5;
constexpr std::uint64_t kStepsAside = 1;  // clocks of phones differ

storage::DatabaseOptions factors_schema() {
  return {.application_id = kFactorsId, .migrations = {{1, R"(CREATE TABLE factors (
                                  account BLOB PRIMARY KEY,
                                  salt BLOB NOT NULL,
                                  sealed BLOB NOT NULL,
                                  step_used INTEGER NOT NULL,
                                  since_s INTEGER NOT NULL,
                                  recovery BLOB NOT NULL) STRICT, WITHOUT ROWID)"}}};
}

base::Bytes factor_info(const base::Id& account) {
  base::Bytes info = base::to_bytes("custody second factor v1");
  base::append(info, account.bytes);
  return info;
}

crypto::Sha256Digest recovery_digest(const base::Id& account, std::string_view code) {
  base::Bytes text = factor_info(account);
  base::append(text, base::as_bytes(code));
  return crypto::sha256(text);
}

Secret in_base32(const Secret& secret) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // RFC 4648
  const base::ByteView bytes = secret.reveal();
  Secret text{(bytes.size() * 8 + 4) / 5};
  for (std::size_t letter = 0; letter < text.size(); ++letter) {
    std::size_t value = 0;
    for (std::size_t bit = letter * 5; bit < letter * 5 + 5; ++bit) {
      const bool set = bit / 8 < bytes.size() && (bytes[bit / 8] & (0x80U >> (bit % 8))) != 0;
      value = value * 2 + (set ? 1 : 0);
    }
    text.reveal_for_writing()[letter] = static_cast<std::uint8_t>(kLetters[value]);
  }
  return text;
}

// The step whose code this is, after `used`; compares in constant time.
std::optional<std::uint64_t> step_of(const Secret& secret, std::string_view code, std::uint64_t now,
                                     std::uint64_t used) {
  std::optional<std::uint64_t> found;
  for (std::uint64_t step = now - std::min(now, kStepsAside); step <= now + kStepsAside; ++step) {
    const bool same = crypto::equal_constant_time(base::as_bytes(crypto::hotp(secret, step)),
                                                  base::as_bytes(code));
    if (same && step > used) found = step;
  }
  return found;
}

}  // namespace

base::Result<std::unique_ptr<SecondFactors>> SecondFactors::open(const std::string& path,
                                                                 Secret key,
                                                                 const base::Clock& clock) {
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, factors_schema()));
  std::unique_ptr<SecondFactors> factors{
      new SecondFactors{std::move(database), std::move(key), clock}};
  RETURN_IF_ERROR(factors->load());
  return factors;
}

base::Result<void> SecondFactors::load() {
  ASSIGN_OR_RETURN(const auto rows, database_.with([](storage::Database& database) {
    return database
        .query<base::Bytes, base::Bytes, base::Bytes, std::int64_t, std::int64_t, base::Bytes>(
            "SELECT account, salt, sealed, step_used, since_s, recovery FROM factors");
  }));
  std::map<base::Id, Factor> factors;
  for (const auto& [id, salt, sealed, step_used, since_s, recovery] : rows) {
    base::Id account;
    constexpr std::size_t kDigest = std::tuple_size_v<crypto::Sha256Digest>;
    if (id.size() != account.bytes.size() || recovery.size() % kDigest != 0) {
      return Error{ErrorKind::Corrupt, "a second factor that is none"};
    }
    std::ranges::copy(id, account.bytes.begin());
    Factor factor{.salt = salt,
                  .sealed = sealed,
                  .step_used = static_cast<std::uint64_t>(step_used),
                  .since = base::wall_time_of(since_s)};
    for (std::size_t at = 0; at < recovery.size(); at += kDigest) {
      std::copy_n(recovery.begin() + static_cast<std::ptrdiff_t>(at), kDigest,
                  factor.recovery.emplace_back().begin());
    }
    factors.emplace(account, std::move(factor));
  }
  state_.with([&](State& state) { state.factors = std::move(factors); });
  return {};
}

bool SecondFactors::has(const base::Id& account) const {
  return state_.with([&](const State& state) { return state.factors.contains(account); });
}

std::optional<SecondFactors::Facts> SecondFactors::facts(const base::Id& account) const {
  return state_.with([&](const State& state) -> std::optional<Facts> {
    const auto found = state.factors.find(account);
    if (found == state.factors.end()) return std::nullopt;
    return Facts{found->second.since, found->second.recovery.size()};
  });
}

Secret SecondFactors::begin(const base::Id& account) {
  Secret secret = Secret::random(kTotpSecretBytes);
  Secret text = in_base32(secret);
  state_.with([&](State& state) {
    state.begun.insert_or_assign(account, Begun{std::move(secret), clock_.steady()});
  });
  return text;
}

base::Result<SecondFactors::Factor> SecondFactors::sealed_factor(const base::Id& account,
                                                                 const Secret& secret) const {
  Factor factor;
  const Secret salt = Secret::random(kFactorSaltBytes);
  factor.salt.assign(salt.reveal().begin(), salt.reveal().end());
  // Its salt is new each time, so each key seals one message and the nonce can be zero.
  ASSIGN_OR_RETURN(const Secret bytes, crypto::hkdf(factor.salt, key_.reveal(),
                                                    factor_info(account), crypto::kAeadKeyBytes));
  ASSIGN_OR_RETURN(auto key, crypto::AeadKey::from(bytes));
  ASSIGN_OR_RETURN(factor.sealed, crypto::seal(key, crypto::Nonce{}, {}, secret.reveal()));
  return factor;
}

base::Result<Secret> SecondFactors::secret_of(const base::Id& account, const Factor& factor) const {
  ASSIGN_OR_RETURN(const Secret bytes, crypto::hkdf(factor.salt, key_.reveal(),
                                                    factor_info(account), crypto::kAeadKeyBytes));
  ASSIGN_OR_RETURN(auto key, crypto::AeadKey::from(bytes));
  if (factor.sealed.size() != kTotpSecretBytes + crypto::kAeadTagBytes) {
    return Error{ErrorKind::Corrupt, "a second factor of another size"};
  }
  Secret secret{kTotpSecretBytes};
  RETURN_IF_ERROR(
      crypto::open_into(key, crypto::Nonce{}, {}, factor.sealed, secret.reveal_for_writing()));
  return secret;
}

base::Result<std::vector<std::string>> SecondFactors::confirm(const base::Id& account,
                                                              std::string_view code) {
  return database_.with([&](storage::Database& database) -> base::Result<std::vector<std::string>> {
    const auto begun = state_.with([&](State& state) -> std::optional<Secret> {
      const auto found = state.begun.find(account);
      if (found == state.begun.end()) return std::nullopt;
      if (clock_.steady() - found->second.at >= kFactorSetUpMax) {
        state.begun.erase(found);
        return std::nullopt;
      }
      return found->second.secret.clone();
    });
    if (!begun) return Error{ErrorKind::NotFound, "no second factor is being set up"};
    const auto step = step_of(*begun, code, crypto::totp_step_of(clock_.wall()), 0);
    if (!step) return Error{ErrorKind::Denied, "another code"};
    ASSIGN_OR_RETURN(Factor factor, sealed_factor(account, *begun));
    factor.step_used = *step;
    factor.since = base::wall_time_of(base::seconds_of(clock_.wall()));
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
      const std::string each = draw_code(kRecoveryCodeLetters);
      factor.recovery.push_back(recovery_digest(account, each));
      codes.push_back(in_groups(each, kRecoveryCodeGroup));
    }
    RETURN_IF_ERROR(store(database, account, factor));
    state_.with([&](State& state) { state.begun.erase(account); });
    return codes;
  });
}

base::Result<void> SecondFactors::check(const base::Id& account, std::string_view typed) {
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    auto factor = state_.with([&](const State& state) -> std::optional<Factor> {
      const auto found = state.factors.find(account);
      if (found == state.factors.end()) return std::nullopt;
      return found->second;
    });
    if (!factor) return Error{ErrorKind::Denied, "no second factor"};
    const std::string code = code_as_meant(typed);
    return is_code(code, kRecoveryCodeLetters) ? use_recovery_code(database, account, *factor, code)
                                               : use_step(database, account, *factor, code);
  });
}

base::Result<void> SecondFactors::use_step(storage::Database& database, const base::Id& account,
                                           Factor& factor, std::string_view code) {
  ASSIGN_OR_RETURN(const Secret secret, secret_of(account, factor));
  const auto step = step_of(secret, code, crypto::totp_step_of(clock_.wall()), factor.step_used);
  if (!step) return Error{ErrorKind::Denied, "another code"};
  factor.step_used = *step;
  return store(database, account, factor);
}

base::Result<void> SecondFactors::use_recovery_code(storage::Database& database,
                                                    const base::Id& account, Factor& factor,
                                                    std::string_view code) {
  if (std::erase(factor.recovery, recovery_digest(account, code)) == 0) {
    return Error{ErrorKind::Denied, "another code"};
  }
  return store(database, account, factor);
}

// What could not be written down was not used: it is refused, so that it cannot be used twice.
base::Result<void> SecondFactors::store(storage::Database& database, const base::Id& account,
                                        const Factor& factor) {
  base::Bytes recovery;
  for (const auto& digest : factor.recovery) base::append(recovery, digest);
  RETURN_IF_ERROR(database.execute("REPLACE INTO factors VALUES (?, ?, ?, ?, ?, ?)",
                                   base::ByteView{account.bytes}, factor.salt, factor.sealed,
                                   static_cast<std::int64_t>(factor.step_used),
                                   base::seconds_of(factor.since), recovery));
  state_.with([&](State& state) { state.factors.insert_or_assign(account, factor); });
  return {};
}

base::Result<void> SecondFactors::remove(const base::Id& account) {
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    RETURN_IF_ERROR(
        database.execute("DELETE FROM factors WHERE account = ?", base::ByteView{account.bytes}));
    state_.with([&](State& state) {
      state.factors.erase(account);
      state.begun.erase(account);
    });
    return {};
  });
}

namespace {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    const bool plain = (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') ||
                       (each >= 'a' && each <= 'z') || each == '-' || each == '_' || each == '.';
    if (plain) {
      encoded += each;
    } else {
      encoded += {'%', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return encoded;
}

}  // namespace

std::string authenticator_link(std::string_view device, std::string_view account,
                               const Secret& secret_in_base32) {
  const std::string issuer = percent_encoded(device);
  return "otpauth://totp/" + issuer + ":" + percent_encoded(account) +
         "?secret=" + std::string{base::as_text(secret_in_base32.reveal())} + "&issuer=" + issuer;
}

}  // namespace appliance
