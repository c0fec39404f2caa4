// Who is signed in: sessions with an idle and an absolute limit, kept over a restart.
//
// A session is a random token that only the browser has; here and on disk is its SHA-256, so
// whoever reads the database is signed in nowhere. Its CSRF token is an HMAC under the token: it
// belongs to this session alone and is stored nowhere. Safe from any thread. use() never waits for
// a disk; start(), end() and save() write to it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/accounts/account.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "crypto/hash/sha2.h"
#include "storage/table/database.h"

namespace appliance {

using SessionId = crypto::Sha256Digest;  // of the token

// Where somebody signed in from, for whoever reads the list of sessions.
struct SessionOrigin {
  std::string address{};
  std::string agent{};  // what the browser calls itself; at most kAgentBytesMax are kept

  bool operator==(const SessionOrigin&) const = default;
};

inline constexpr std::size_t kAgentBytesMax = 200;

struct Session {
  SessionId id{};
  base::Id account{};
  base::WallTime began{};
  base::WallTime expires{};  // at the latest
  SessionOrigin origin{};

  // What the session is called in the API: tells nothing of its token.
  base::Id name() const;
};

class Sessions {
 public:
  struct Options {
    std::chrono::seconds idle_max = std::chrono::hours{1};
    std::chrono::seconds age_max = std::chrono::hours{12};
    std::size_t per_account_max = 32;  // beyond it the one that rested longest ends
    std::size_t total_max = 4096;
  };
  struct Started {
    std::string token;
    Session session;
  };
  struct Listed {
    Session session;
    std::chrono::seconds unused{};  // since it was last used
  };

  // `clock` outlives the sessions.
  static base::Result<std::unique_ptr<Sessions>> open(const std::string& path,
                                                      const base::Clock& clock, Options options);

  base::Result<Started> start(const base::Id& account, SessionOrigin origin);
  // The session of a token, now in use; none when there is none or its time is over.
  std::optional<Session> use(std::string_view token);
  // Whether it is still there; being watched by a socket counts as use.
  bool touch(const SessionId& id);
  void end(const SessionId& id);
  // All of an account but `spared`.
  void end_all_of(const base::Id& account, const std::optional<SessionId>& spared = std::nullopt);
  std::vector<Listed> list() const;  // those that are not over, the youngest first
  // Writes down when each was last used, and forgets those that are over. Now and then.
  void save();

 private:
  struct Entry {
    Session session;
    base::SteadyTime used{};
    base::SteadyTime expires{};
  };
  using Entries = std::map<SessionId, Entry>;

  Sessions(storage::Database database, const base::Clock& clock, Options options);

  base::Result<void> load();
  bool is_over(const Entry& entry, base::SteadyTime now) const;
  std::vector<SessionId> make_room(Entries& entries, const base::Id& account) const;
  void forget(const std::vector<SessionId>& gone);

  const base::Clock& clock_;
  Options options_;
  base::Guarded<storage::Database> database_;
  base::Guarded<Entries> entries_;
};

// What X-CSRF-Token must hold in the session of `token`.
std::string csrf_token_of(std::string_view token);

}  // namespace appliance
