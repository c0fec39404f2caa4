// Tokens that scripts use instead of a session: each of one account, for some permissions, until a
// day that was set when it was made.
//
// A token is shown once; here and on disk is its SHA-256. It can do what both its scopes and its
// account may. Safe from any thread. use() never waits for a disk; the others write to it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/hash/sha2.h"
#include "storage/table/database.h"

namespace appliance {

inline constexpr std::chrono::days kTokenDaysMax{366};
inline constexpr std::size_t kTokenLabelBytesMax = 64;

struct ApiToken {
  base::Id id{};
  base::Id account{};
  std::string label{};
  std::set<std::string, std::less<>> scopes{};  // names of grantable permissions
  base::WallTime created{};
  base::WallTime expires{};
  std::optional<base::WallTime> used{};
};

class ApiTokens {
 public:
  struct Options {
    std::size_t per_account_max = 32;
    std::size_t total_max = 4096;
  };
  struct Made {
    std::string secret;  // "cst_" and 64 hexadecimal digits
    ApiToken token;
  };

  // `ids` and `clock` outlive the tokens.
  static base::Result<std::unique_ptr<ApiTokens>> open(const std::string& path, base::IdSource& ids,
                                                       const base::Clock& clock, Options options);

  // `wanted` without id and times but `expires`. InvalidInput: no label, no scope, a scope that is
  // none, or an end that is past or more than kTokenDaysMax away. Unavailable: there are too many.
  base::Result<Made> make(ApiToken wanted);

  std::optional<ApiToken> use(std::string_view secret);    // none when there is none or it is over
  std::optional<ApiToken> find(const base::Id& id) const;  // the same
  std::vector<ApiToken> list() const;                      // over or not, the youngest first

  base::Result<void> revoke(const base::Id& id);  // NotFound
  void revoke_all_of(const base::Id& account);
  void save();  // when each was last used; forgets those that are over for a month. Now and then.

 private:
  struct Entry {
    ApiToken token;
    crypto::Sha256Digest digest{};
  };
  using Entries = std::map<crypto::Sha256Digest, Entry>;

  ApiTokens(storage::Database database, base::IdSource& ids, const base::Clock& clock,
            Options options);

  base::Result<void> load();
  base::Result<void> check(const ApiToken& wanted) const;

  base::IdSource& ids_;
  const base::Clock& clock_;
  Options options_;
  base::Guarded<storage::Database> database_;
  base::Guarded<Entries> entries_;
};

}  // namespace appliance
