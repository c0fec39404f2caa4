#include "appliance/accounts/accounts.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "appliance/accounts/credential_rules.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int32_t kAccountsId = 0x43754163;  // "CuAc"

storage::DatabaseOptions accounts_schema() {
  return {.application_id = kAccountsId, .migrations = {{1, R"(CREATE TABLE accounts (
                                  id BLOB PRIMARY KEY,
                                  folded TEXT NOT NULL UNIQUE,
                                  name TEXT NOT NULL,
                                  role TEXT NOT NULL,
                                  password TEXT NOT NULL) STRICT, WITHOUT ROWID)"}}};
}

std::string folded_name(std::string_view name) {
  std::string folded{name};
  std::ranges::transform(folded, folded.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return folded;
}

base::Result<base::Id> account_id_of(const base::Bytes& bytes) {
  base::Id id;
  if (bytes.size() != id.bytes.size()) return Error{ErrorKind::Corrupt, "an account without id"};
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

}  // namespace

Accounts::Accounts(storage::Database database, base::IdSource& ids, Options options)
    : ids_{ids},
      options_{options},
      decoy_{crypto::PasswordHash::decoy(options.cost)},
      database_{std::move(database)} {}

base::Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& path, base::IdSource& ids,
                                                       Options options) {
  RETURN_IF_ERROR(crypto::check_cost(options.cost));
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, accounts_schema()));
  std::unique_ptr<Accounts> accounts{new Accounts{std::move(database), ids, options}};
  RETURN_IF_ERROR(accounts->load());
  return accounts;
}

base::Result<void> Accounts::load() {
  using Row = std::tuple<base::Bytes, std::string, std::string, std::string, std::string>;
  ASSIGN_OR_RETURN(const auto rows, database_.with([](storage::Database& database) {
    return database.query_as<Row, base::Bytes, std::string, std::string, std::string, std::string>(
        "SELECT id, folded, name, role, password FROM accounts");
  }));
  ByName known;
  for (const auto& [id, folded, name, role, password] : rows) {
    ASSIGN_OR_RETURN(const base::Id account, account_id_of(id));
    ASSIGN_OR_RETURN(auto hash, crypto::PasswordHash::from_phc(password));
    const auto parsed = parse_role(role);
    if (!parsed) return Error{ErrorKind::Corrupt, "an account with an unknown role"};
    known.emplace(folded, Known{{account, name, *parsed}, std::move(hash)});
  }
  known_.with([&](ByName& all) { all = std::move(known); });
  return {};
}

bool Accounts::any() const {
  return known_.with([](const ByName& all) { return !all.empty(); });
}

std::optional<Account> Accounts::find(const base::Id& id) const {
  return known_.with([&](const ByName& all) -> std::optional<Account> {
    for (const auto& [folded, known] : all) {
      if (known.account.id == id) return known.account;
    }
    return std::nullopt;
  });
}

base::Result<Account> Accounts::create(const std::string& name, Role role,
                                       const crypto::Secret& password) {
  return insert(name, role, password, false);
}

base::Result<Account> Accounts::create_first(const std::string& name,
                                             const crypto::Secret& password) {
  return insert(name, Role::Administrator, password, true);
}

base::Result<Account> Accounts::insert(const std::string& name, Role role,
                                       const crypto::Secret& password, bool only_first) {
  if (const auto fault = fault_of_name(name)) {
    return Error{ErrorKind::InvalidInput, std::string{fault->detail}};
  }
  if (const auto fault = fault_of_password(name, password)) {
    return Error{ErrorKind::InvalidInput, std::string{fault->detail}};
  }
  ASSIGN_OR_RETURN(auto hash, crypto::PasswordHash::make(password, options_.cost));
  const Account account{ids_.next(), name, role};
  const std::string folded = folded_name(name);
  const std::string phc = hash.to_phc();
  RETURN_IF_ERROR(database_.with([&](storage::Database& database) -> base::Result<void> {
    return database.transaction([&]() -> base::Result<void> {
      ASSIGN_OR_RETURN(const auto count,
                       database.query_one<std::int64_t>("SELECT count(*) FROM accounts"));
      const auto there = static_cast<std::size_t>(std::get<0>(*count));
      if (only_first && there != 0) return Error{ErrorKind::Exists, "there is an account already"};
      if (there >= options_.accounts_max) {
        return Error{ErrorKind::Unavailable, "there are too many accounts"};
      }
      RETURN_IF_ERROR(database.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)",
                                       base::ByteView{account.id.bytes}, folded, name,
                                       to_string(role), phc));
      return {};
    });
  }));
  known_.with([&](ByName& all) { all.emplace(folded, Known{account, std::move(hash)}); });
  return account;
}

base::Result<Account> Accounts::verify(std::string_view name, const crypto::Secret& password) {
  const std::string folded = folded_name(name);
  const auto known = known_.with([&](const ByName& all) -> std::optional<Known> {
    const auto found = all.find(folded);
    if (found == all.end()) return std::nullopt;
    return found->second;
  });
  // An empty or overlong password is refused without work by the hash, but for everybody alike.
  RETURN_IF_ERROR((known ? known->hash : decoy_).verify(password));
  if (!known) return Error{ErrorKind::Denied, "no such account"};  // a decoy fits nothing
  if (known->hash.needs_rehash(options_.cost)) rehash(folded, password);
  return known->account;
}

// A failure here is no reason to refuse a good password: it is tried again next time.
void Accounts::rehash(const std::string& folded, const crypto::Secret& password) {
  auto hash = crypto::PasswordHash::make(password, options_.cost);
  if (!hash) return;
  const std::string phc = hash->to_phc();
  const auto stored = database_.with([&](storage::Database& database) {
    return database.execute("UPDATE accounts SET password = ? WHERE folded = ?", phc, folded);
  });
  if (!stored) return;
  known_.with([&](ByName& all) {
    const auto found = all.find(folded);
    if (found != all.end()) found->second.hash = *std::move(hash);
  });
}

}  // namespace appliance
