#include "appliance/access/sessions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash/hmac.h"
#include "crypto/secret.h"

namespace appliance {
namespace {

constexpr std::int32_t kSessionsId = 0x43755365;  // "CuSe"
constexpr std::size_t kTokenBytes = 32;

storage::DatabaseOptions sessions_schema() {
  return {.application_id = kSessionsId,
          .migrations = {{1, R"(CREATE TABLE sessions (
                                  id BLOB PRIMARY KEY,
                                  account BLOB NOT NULL,
                                  used_s INTEGER NOT NULL,
                                  expires_s INTEGER NOT NULL) STRICT, WITHOUT ROWID)"},
                         {2, R"(ALTER TABLE sessions ADD COLUMN began_s INTEGER NOT NULL DEFAULT 0;
                                ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
                                ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '')"}}};
}

SessionId session_id_of(std::string_view token) {
  return crypto::sha256(base::as_bytes(token));
}

template <typename Array>
bool copy_exactly(const base::Bytes& from, Array& into) {
  if (from.size() != into.size()) return false;
  std::ranges::copy(from, into.begin());
  return true;
}

}  // namespace

base::Id Session::name() const {
  base::Id name;
  std::ranges::copy_n(id.begin(), name.bytes.size(), name.bytes.begin());
  return name;
}

Sessions::Sessions(storage::Database database, const base::Clock& clock, Options options)
    : clock_{clock}, options_{options}, database_{std::move(database)} {}

base::Result<std::unique_ptr<Sessions>> Sessions::open(const std::string& path,
                                                       const base::Clock& clock, Options options) {
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, sessions_schema()));
  std::unique_ptr<Sessions> sessions{new Sessions{std::move(database), clock, options}};
  RETURN_IF_ERROR(sessions->load());
  return sessions;
}

base::Result<void> Sessions::load() {
  ASSIGN_OR_RETURN(const auto rows, database_.with([](storage::Database& database) {
    return database.query<base::Bytes, base::Bytes, std::int64_t, std::int64_t, std::int64_t,
                          std::string, std::string>(
        "SELECT id, account, used_s, expires_s, began_s, address, agent FROM sessions");
  }));
  const base::WallTime now = clock_.wall();
  Entries entries;
  for (const auto& [id, account, used_s, expires_s, began_s, address, agent] : rows) {
    Entry entry;
    if (!copy_exactly(id, entry.session.id) ||
        !copy_exactly(account, entry.session.account.bytes)) {
      return base::Error{base::ErrorKind::Corrupt, "a session without id"};
    }
    entry.session.began = base::wall_time_of(began_s);
    entry.session.expires = base::wall_time_of(expires_s);
    entry.session.origin = {address, agent};
    // A clock that stepped back must not lengthen anything.
    entry.used =
        clock_.steady() - std::max<std::chrono::nanoseconds>(now - base::wall_time_of(used_s), {});
    entry.expires = clock_.steady() + std::min<std::chrono::nanoseconds>(
                                          entry.session.expires - now, options_.age_max);
    entries.emplace(entry.session.id, entry);
  }
  entries_.with([&](Entries& all) { all = std::move(entries); });
  save();
  return {};
}

base::Result<Sessions::Started> Sessions::start(const base::Id& account, SessionOrigin origin) {
  if (origin.agent.size() > kAgentBytesMax) origin.agent.resize(kAgentBytesMax);
  const std::string token = base::hex(crypto::Secret::random(kTokenBytes).reveal());
  Entry entry;
  entry.session = {.id = session_id_of(token),
                   .account = account,
                   .began = clock_.wall(),
                   .expires = clock_.wall() + options_.age_max,
                   .origin = std::move(origin)};
  entry.used = clock_.steady();
  entry.expires = clock_.steady() + options_.age_max;
  forget(entries_.with([&](Entries& entries) { return make_room(entries, account); }));
  RETURN_IF_ERROR(database_.with([&](storage::Database& database) {
    return database.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", base::ByteView{entry.session.id},
        base::ByteView{account.bytes}, base::seconds_of(clock_.wall()),
        base::seconds_of(entry.session.expires), base::seconds_of(entry.session.began),
        entry.session.origin.address, entry.session.origin.agent);
  }));
  entries_.with([&](Entries& entries) { entries.emplace(entry.session.id, entry); });
  return Started{token, entry.session};
}

std::vector<SessionId> Sessions::make_room(Entries& entries, const base::Id& account) const {
  std::vector<SessionId> gone;
  const auto drop_rested_longest = [&](const auto& counts, std::size_t limit) {
    std::vector<const Entry*> some;
    for (const auto& [id, entry] : entries) {
      if (counts(entry)) some.push_back(&entry);
    }
    if (some.size() < limit) return;
    const SessionId id = (*std::ranges::min_element(some, {}, &Entry::used))->session.id;
    entries.erase(id);
    gone.push_back(id);
  };
  drop_rested_longest([&](const Entry& entry) { return entry.session.account == account; },
                      options_.per_account_max);
  drop_rested_longest([](const Entry&) { return true; }, options_.total_max);
  return gone;
}

bool Sessions::is_over(const Entry& entry, base::SteadyTime now) const {
  return now >= entry.expires || now - entry.used >= options_.idle_max;
}

std::optional<Session> Sessions::use(std::string_view token) {
  const SessionId id = session_id_of(token);
  return entries_.with([&](Entries& entries) -> std::optional<Session> {
    const auto found = entries.find(id);
    if (found == entries.end() || is_over(found->second, clock_.steady())) return std::nullopt;
    found->second.used = clock_.steady();
    return found->second.session;
  });
}

bool Sessions::touch(const SessionId& id) {
  return entries_.with([&](Entries& entries) {
    const auto found = entries.find(id);
    if (found == entries.end() || is_over(found->second, clock_.steady())) return false;
    found->second.used = clock_.steady();
    return true;
  });
}

void Sessions::end(const SessionId& id) {
  entries_.with([&](Entries& entries) { entries.erase(id); });
  forget({id});
}

void Sessions::end_all_of(const base::Id& account, const std::optional<SessionId>& spared) {
  forget(entries_.with([&](Entries& entries) {
    std::vector<SessionId> gone;
    for (const auto& [id, entry] : entries) {
      if (entry.session.account == account && id != spared) gone.push_back(id);
    }
    for (const SessionId& id : gone) entries.erase(id);
    return gone;
  }));
}

std::vector<Sessions::Listed> Sessions::list() const {
  auto listed = entries_.with([&](const Entries& entries) {
    const base::SteadyTime now = clock_.steady();
    std::vector<Listed> all;
    for (const auto& [id, entry] : entries) {
      if (is_over(entry, now)) continue;
      all.push_back({entry.session, std::chrono::floor<std::chrono::seconds>(now - entry.used)});
    }
    return all;
  });
  std::ranges::sort(listed, std::ranges::greater{},
                    [](const Listed& each) { return each.session.began; });
  return listed;
}

// A session that could not be taken off the disk still ends by its own times after a restart.
void Sessions::forget(const std::vector<SessionId>& gone) {
  if (gone.empty()) return;
  database_.with([&](storage::Database& database) {
    for (const SessionId& id : gone) {
      (void)database.execute("DELETE FROM sessions WHERE id = ?", base::ByteView{id});
    }
  });
}

void Sessions::save() {
  std::vector<SessionId> gone;
  const auto kept = entries_.with([&](Entries& entries) {
    for (const auto& [id, entry] : entries) {
      if (is_over(entry, clock_.steady())) gone.push_back(id);
    }
    for (const SessionId& id : gone) entries.erase(id);
    return entries;
  });
  forget(gone);
  database_.with([&](storage::Database& database) {
    (void)database.transaction([&]() -> base::Result<void> {
      for (const auto& [id, entry] : kept) {
        const auto used = clock_.wall() - (clock_.steady() - entry.used);
        RETURN_IF_ERROR(database.execute("UPDATE sessions SET used_s = ? WHERE id = ?",
                                         base::seconds_of(used), base::ByteView{id}));
      }
      return {};
    });
  });
}

std::string csrf_token_of(std::string_view token) {
  return base::hex(
      crypto::hmac_sha256(crypto::Secret::copy_of(token), base::as_bytes("custody csrf v1")));
}

}  // namespace appliance
