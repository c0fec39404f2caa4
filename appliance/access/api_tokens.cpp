#include "appliance/access/api_tokens.h"

#include <algorithm>
#include <utility>

#include "appliance/access/permissions.h"
#include "appliance/accounts/account_columns.h"
#include "base/bytes.h"
#include "crypto/secret.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int32_t kTokensId = 0x4375546f;  // "CuTo"
constexpr std::string_view kTokenPrefix = "cst_";
constexpr std::size_t kTokenSecretBytes = 32;
constexpr std::chrono::days kKeptAfterItsEnd{30};

storage::DatabaseOptions tokens_schema() {
  return {.application_id = kTokensId, .migrations = {{1, R"(CREATE TABLE tokens (
                                  id BLOB PRIMARY KEY,
                                  digest BLOB NOT NULL UNIQUE,
                                  account BLOB NOT NULL,
                                  label TEXT NOT NULL,
                                  scopes TEXT NOT NULL,
                                  created_s INTEGER NOT NULL,
                                  expires_s INTEGER NOT NULL,
                                  used_s INTEGER) STRICT, WITHOUT ROWID)"}}};
}

struct TokenRow {
  base::Bytes id;
  base::Bytes digest;
  base::Bytes account;
  std::string label;
  std::string scopes;
  std::int64_t created_s;
  std::int64_t expires_s;
  std::optional<std::int64_t> used_s;
};

template <typename Array>
bool copy_whole(const base::Bytes& from, Array& into) {
  if (from.size() != into.size()) return false;
  std::ranges::copy(from, into.begin());
  return true;
}

}  // namespace

ApiTokens::ApiTokens(storage::Database database, base::IdSource& ids, const base::Clock& clock,
                     Options options)
    : ids_{ids}, clock_{clock}, options_{options}, database_{std::move(database)} {}

base::Result<std::unique_ptr<ApiTokens>> ApiTokens::open(const std::string& path,
                                                         base::IdSource& ids,
                                                         const base::Clock& clock,
                                                         Options options) {
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, tokens_schema()));
  std::unique_ptr<ApiTokens> tokens{new ApiTokens{std::move(database), ids, clock, options}};
  RETURN_IF_ERROR(tokens->load());
  return tokens;
}

base::Result<void> ApiTokens::load() {
  ASSIGN_OR_RETURN(const auto rows, database_.with([](storage::Database& database) {
    return database.query_as<TokenRow, base::Bytes, base::Bytes, base::Bytes, std::string,
                             std::string, std::int64_t, std::int64_t, std::optional<std::int64_t>>(
        "SELECT id, digest, account, label, scopes, created_s, expires_s, used_s FROM tokens");
  }));
  Entries entries;
  for (const TokenRow& row : rows) {
    Entry entry;
    ApiToken& token = entry.token;
    if (!copy_whole(row.id, token.id.bytes) || !copy_whole(row.digest, entry.digest) ||
        !copy_whole(row.account, token.account.bytes)) {
      return Error{ErrorKind::Corrupt, "a token without id"};
    }
    token.label = row.label;
    token.scopes = split_words(row.scopes);
    token.created = base::wall_time_of(row.created_s);
    token.expires = base::wall_time_of(row.expires_s);
    if (row.used_s) token.used = base::wall_time_of(*row.used_s);
    entries.emplace(entry.digest, std::move(entry));
  }
  entries_.with([&](Entries& all) { all = std::move(entries); });
  return {};
}

base::Result<void> ApiTokens::check(const ApiToken& wanted) const {
  const base::WallTime now = clock_.wall();
  if (wanted.label.empty() || wanted.label.size() > kTokenLabelBytesMax) {
    return Error{ErrorKind::InvalidInput, "a token has a label of at most 64 bytes"};
  }
  if (wanted.scopes.empty() || !std::ranges::all_of(wanted.scopes, is_grantable)) {
    return Error{ErrorKind::InvalidInput, "a token is for at least one permission there is"};
  }
  if (wanted.expires <= now || wanted.expires > now + kTokenDaysMax) {
    return Error{ErrorKind::InvalidInput, "a token ends within 366 days"};
  }
  return {};
}

base::Result<ApiTokens::Made> ApiTokens::make(ApiToken wanted) {
  RETURN_IF_ERROR(check(wanted));
  const std::string secret =
      std::string{kTokenPrefix} + base::hex(crypto::Secret::random(kTokenSecretBytes).reveal());
  Entry entry{.token = std::move(wanted), .digest = crypto::sha256(base::as_bytes(secret))};
  ApiToken& token = entry.token;
  token.id = ids_.next();
  token.created = base::wall_time_of(base::seconds_of(clock_.wall()));
  token.expires = base::wall_time_of(base::seconds_of(token.expires));
  token.used.reset();
  return database_.with([&](storage::Database& database) -> base::Result<Made> {
    const bool room = entries_.with([&](const Entries& entries) {
      const auto own = std::ranges::count_if(
          entries, [&](const auto& each) { return each.second.token.account == token.account; });
      return entries.size() < options_.total_max &&
             static_cast<std::size_t>(own) < options_.per_account_max;
    });
    if (!room) return Error{ErrorKind::Unavailable, "there are too many tokens"};
    RETURN_IF_ERROR(database.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                                     base::ByteView{token.id.bytes}, base::ByteView{entry.digest},
                                     base::ByteView{token.account.bytes}, token.label,
                                     joined_words(token.scopes), base::seconds_of(token.created),
                                     base::seconds_of(token.expires)));
    entries_.with([&](Entries& entries) { entries.emplace(entry.digest, entry); });
    return Made{secret, token};
  });
}

std::optional<ApiToken> ApiTokens::use(std::string_view secret) {
  const auto digest = crypto::sha256(base::as_bytes(secret));
  return entries_.with([&](Entries& entries) -> std::optional<ApiToken> {
    const auto found = entries.find(digest);
    const base::WallTime now = clock_.wall();
    if (found == entries.end() || now >= found->second.token.expires) return std::nullopt;
    found->second.token.used = now;
    return found->second.token;
  });
}

std::optional<ApiToken> ApiTokens::find(const base::Id& id) const {
  return entries_.with([&](const Entries& entries) -> std::optional<ApiToken> {
    for (const auto& [digest, entry] : entries) {
      if (entry.token.id != id) continue;
      if (clock_.wall() >= entry.token.expires) return std::nullopt;
      return entry.token;
    }
    return std::nullopt;
  });
}

std::vector<ApiToken> ApiTokens::list() const {
  auto tokens = entries_.with([](const Entries& entries) {
    std::vector<ApiToken> all;
    for (const auto& [digest, entry] : entries) all.push_back(entry.token);
    return all;
  });
  std::ranges::sort(tokens, std::ranges::greater{}, &ApiToken::created);
  return tokens;
}

base::Result<void> ApiTokens::revoke(const base::Id& id) {
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    ASSIGN_OR_RETURN(const std::int64_t gone,
                     database.execute("DELETE FROM tokens WHERE id = ?", base::ByteView{id.bytes}));
    if (gone == 0) return Error{ErrorKind::NotFound, "no such token"};
    entries_.with([&](Entries& entries) {
      std::erase_if(entries, [&](const auto& each) { return each.second.token.id == id; });
    });
    return {};
  });
}

void ApiTokens::revoke_all_of(const base::Id& account) {
  for (const ApiToken& token : list()) {
    if (token.account == account) (void)revoke(token.id);
  }
}

void ApiTokens::save() {
  const base::WallTime now = clock_.wall();
  for (const ApiToken& token : list()) {
    if (now >= token.expires + kKeptAfterItsEnd) {
      (void)revoke(token.id);
    } else if (token.used) {
      database_.with([&](storage::Database& database) {
        (void)database.execute("UPDATE tokens SET used_s = ? WHERE id = ?",
                               base::seconds_of(*token.used), base::ByteView{token.id.bytes});
      });
    }
  }
}

}  // namespace appliance
