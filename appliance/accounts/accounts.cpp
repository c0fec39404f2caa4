#include "appliance/accounts/accounts.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "appliance/accounts/account_columns.h"
#include "base/json/json.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int32_t kAccountsId = 0x43754163;  // "CuAc"
// A use is written down when the last one that was is this old.
constexpr std::chrono::minutes kSeenApart{5};

storage::DatabaseOptions accounts_schema() {
  return {
      .application_id = kAccountsId,
      .migrations = {{1, R"(CREATE TABLE accounts (
                                  id BLOB PRIMARY KEY,
                                  folded TEXT NOT NULL UNIQUE,
                                  name TEXT NOT NULL,
                                  role TEXT NOT NULL,
                                  password TEXT NOT NULL) STRICT, WITHOUT ROWID)"},
                     {2, R"(ALTER TABLE accounts ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
                                ALTER TABLE accounts ADD COLUMN cameras TEXT;
                                ALTER TABLE accounts ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
                                ALTER TABLE accounts ADD COLUMN expires_s INTEGER;
                                ALTER TABLE accounts ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
                                ALTER TABLE accounts ADD COLUMN created_s INTEGER NOT NULL DEFAULT 0;
                                ALTER TABLE accounts ADD COLUMN password_s INTEGER NOT NULL DEFAULT 0;
                                ALTER TABLE accounts ADD COLUMN seen_s INTEGER;
                                ALTER TABLE accounts ADD COLUMN seen_from TEXT NOT NULL DEFAULT '';
                                CREATE TABLE policy (
                                  one INTEGER PRIMARY KEY CHECK (one = 1),
                                  characters_min INTEGER NOT NULL,
                                  classes_min INTEGER NOT NULL,
                                  blocklist INTEGER NOT NULL,
                                  days_max INTEGER NOT NULL) STRICT)"}}};
}

std::string folded_name(std::string_view name) {
  std::string folded{name};
  std::ranges::transform(folded, folded.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return folded;
}

// Whole seconds, as they are stored.
base::WallTime in_seconds(base::WallTime time) {
  return base::wall_time_of(base::seconds_of(time));
}

}  // namespace

const Accounts::Known* Accounts::Everybody::find(const base::Id& id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &found->second;
}

const Accounts::Known* Accounts::Everybody::find(std::string_view name) const {
  const auto found = ids.find(folded_name(name));
  return found == ids.end() ? nullptr : find(found->second);
}

void Accounts::Everybody::put(Known known) {
  const Account& account = known.record.account;
  remove(account.id);
  ids.emplace(folded_name(account.name), account.id);
  by_id.emplace(account.id, std::move(known));
}

void Accounts::Everybody::remove(const base::Id& id) {
  const auto found = by_id.find(id);
  if (found == by_id.end()) return;
  ids.erase(folded_name(found->second.record.account.name));
  by_id.erase(found);
}

Accounts::Accounts(storage::Database database, base::IdSource& ids, const base::Clock& clock,
                   Options options)
    : ids_{ids},
      clock_{clock},
      options_{std::move(options)},
      decoy_{crypto::PasswordHash::decoy(options_.cost)},
      database_{std::move(database)} {}

base::Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& path, base::IdSource& ids,
                                                       const base::Clock& clock, Options options) {
  RETURN_IF_ERROR(crypto::check_cost(options.cost));
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, accounts_schema()));
  std::unique_ptr<Accounts> accounts{
      new Accounts{std::move(database), ids, clock, std::move(options)}};
  RETURN_IF_ERROR(accounts->load());
  return accounts;
}

base::Result<void> Accounts::load() {
  return database_.with([this](storage::Database& database) -> base::Result<void> {
    ASSIGN_OR_RETURN(const auto rows, read_account_rows(database));
    Everybody known;
    for (const AccountRow& row : rows) {
      ASSIGN_OR_RETURN(auto hash, crypto::PasswordHash::from_phc(row.password));
      known.put({row.record, std::move(hash)});
    }
    known_.with([&](Everybody& all) { all = std::move(known); });
    using Bounds = std::optional<std::tuple<std::uint32_t, std::uint32_t, bool, std::uint32_t>>;
    ASSIGN_OR_RETURN(const Bounds stored,
                     (database.query_one<std::uint32_t, std::uint32_t, bool, std::uint32_t>(
                         "SELECT characters_min, classes_min, blocklist, days_max FROM policy")));
    if (!stored) return {};
    const auto policy = std::make_from_tuple<PasswordPolicy>(*stored);
    policy_.with([&](PasswordPolicy& now) { now = policy; });
    return {};
  });
}

bool Accounts::any() const {
  return known_.with([](const Everybody& all) { return !all.by_id.empty(); });
}

base::Result<Accounts::Known> Accounts::known(const base::Id& id) const {
  return known_.with([&](const Everybody& all) -> base::Result<Known> {
    const Known* found = all.find(id);
    if (found == nullptr) return Error{ErrorKind::NotFound, "no such account"};
    return *found;
  });
}

std::optional<AccountRecord> Accounts::record(const base::Id& id) const {
  return known_.with([&](const Everybody& all) -> std::optional<AccountRecord> {
    const Known* found = all.find(id);
    if (found == nullptr) return std::nullopt;
    return found->record;
  });
}

std::optional<Account> Accounts::find(const base::Id& id) const {
  return known_.with([&](const Everybody& all) -> std::optional<Account> {
    const Known* found = all.find(id);
    if (found == nullptr) return std::nullopt;
    return found->record.account;
  });
}

std::optional<Account> Accounts::find(std::string_view name) const {
  return known_.with([&](const Everybody& all) -> std::optional<Account> {
    const Known* found = all.find(name);
    if (found == nullptr) return std::nullopt;
    return found->record.account;
  });
}

std::vector<AccountRecord> Accounts::list() const {
  return known_.with([](const Everybody& all) {
    std::vector<AccountRecord> records;
    for (const auto& [folded, id] : all.ids) records.push_back(all.find(id)->record);
    return records;
  });
}

PasswordPolicy Accounts::policy() const {
  return policy_.with([](const PasswordPolicy& now) { return now; });
}

base::Result<void> Accounts::set_policy(const PasswordPolicy& policy) {
  if (!is_within_bounds(policy)) {
    return Error{ErrorKind::InvalidInput, "a password policy out of its bounds"};
  }
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    RETURN_IF_ERROR(database.execute("REPLACE INTO policy VALUES (1, ?, ?, ?, ?)",
                                     policy.characters_min, policy.classes_min, policy.blocklist,
                                     policy.days_max));
    policy_.with([&](PasswordPolicy& now) { now = policy; });
    return {};
  });
}

std::optional<CredentialFault> Accounts::fault_of(std::string_view name,
                                                  const crypto::Secret& password) const {
  return fault_of_password({.policy = policy(),
                            .blocklist = options_.blocklist.get(),
                            .context_words = options_.context_words},
                           name, password);
}

base::Result<void> Accounts::check(std::string_view name, const crypto::Secret& password) const {
  if (const auto fault = fault_of_name(name)) return Error{ErrorKind::InvalidInput, fault->detail};
  if (const auto fault = fault_of(name, password)) {
    return Error{ErrorKind::InvalidInput, fault->detail};
  }
  return {};
}

base::Result<Account> Accounts::create(Account wanted, const crypto::Secret& password) {
  return insert(std::move(wanted), password, false);
}

base::Result<Account> Accounts::create_first(const std::string& name,
                                             const crypto::Secret& password) {
  return insert({.name = name, .role = Role::Administrator}, password, true);
}

base::Result<Account> Accounts::insert(Account account, const crypto::Secret& password,
                                       bool only_first) {
  RETURN_IF_ERROR(check(account.name, password));
  ASSIGN_OR_RETURN(auto hash, crypto::PasswordHash::make(password, options_.cost));
  account.id = ids_.next();
  const base::WallTime now = in_seconds(clock_.wall());
  Known made{{.account = std::move(account), .created = now, .password_set = now}, std::move(hash)};
  return database_.with([&](storage::Database& database) -> base::Result<Account> {
    const auto [there, taken] = known_.with([&](const Everybody& all) {
      return std::pair{all.by_id.size(), all.find(made.record.account.name) != nullptr};
    });
    if (only_first && there != 0) return Error{ErrorKind::Exists, "there is an account already"};
    if (taken) return Error{ErrorKind::Exists, "the name is taken"};
    if (there >= options_.accounts_max) {
      return Error{ErrorKind::Unavailable, "there are too many accounts"};
    }
    RETURN_IF_ERROR(store(database, made));
    known_.with([&](Everybody& all) { all.put(made); });
    return made.record.account;
  });
}

base::Result<void> Accounts::store(storage::Database& database, const Known& known) {
  return write_account_row(database, folded_name(known.record.account.name),
                           {known.record, known.hash.to_phc()});
}

bool Accounts::another_administrator_stays(const base::Id& without) const {
  return known_.with([&](const Everybody& all) {
    return std::ranges::any_of(all.by_id, [&](const auto& entry) {
      const Account& account = entry.second.record.account;
      return account.id != without && is_lasting_administrator(account);
    });
  });
}

base::Result<Account> Accounts::change(const base::Id& id,
                                       const std::function<void(Account&)>& change) {
  return database_.with([&](storage::Database& database) -> base::Result<Account> {
    ASSIGN_OR_RETURN(Known changed, known(id));
    change(changed.record.account);
    Account& account = changed.record.account;
    account.id = id;
    if (account.expires) account.expires = in_seconds(*account.expires);
    if (const auto fault = fault_of_name(account.name)) {
      return Error{ErrorKind::InvalidInput, fault->detail};
    }
    if (!is_lasting_administrator(account) && !another_administrator_stays(id)) {
      return Error{ErrorKind::Denied, "it is the last administrator"};
    }
    const auto namesake = find(account.name);
    if (namesake && namesake->id != id) return Error{ErrorKind::Exists, "the name is taken"};
    RETURN_IF_ERROR(store(database, changed));
    known_.with([&](Everybody& all) { all.put(changed); });
    return changed.record.account;
  });
}

base::Result<Account> Accounts::remove(const base::Id& id) {
  return database_.with([&](storage::Database& database) -> base::Result<Account> {
    ASSIGN_OR_RETURN(const Known gone, known(id));
    if (!another_administrator_stays(id)) {
      return Error{ErrorKind::Denied, "it is the last administrator"};
    }
    RETURN_IF_ERROR(
        database.execute("DELETE FROM accounts WHERE id = ?", base::ByteView{id.bytes}));
    known_.with([&](Everybody& all) { all.remove(id); });
    return gone.record.account;
  });
}

base::Result<void> Accounts::set_password(const base::Id& id, const crypto::Secret& password,
                                          bool must_change) {
  ASSIGN_OR_RETURN(const Known before, known(id));
  RETURN_IF_ERROR(check(before.record.account.name, password));
  ASSIGN_OR_RETURN(auto hash, crypto::PasswordHash::make(password, options_.cost));
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    ASSIGN_OR_RETURN(Known changed, known(id));
    changed.hash = std::move(hash);
    changed.record.account.must_change_password = must_change;
    changed.record.password_set = in_seconds(clock_.wall());
    RETURN_IF_ERROR(store(database, changed));
    known_.with([&](Everybody& all) { all.put(changed); });
    return {};
  });
}

base::Result<Account> Accounts::verify(std::string_view name, const crypto::Secret& password) {
  const auto known = known_.with([&](const Everybody& all) -> std::optional<Known> {
    const Known* found = all.find(name);
    if (found == nullptr) return std::nullopt;
    return *found;
  });
  // An empty or overlong password is refused without work by the hash, but for everybody alike.
  RETURN_IF_ERROR((known ? known->hash : decoy_).verify(password));
  if (!known) return Error{ErrorKind::Denied, "no such account"};  // a decoy fits nothing
  if (known->hash.needs_rehash(options_.cost)) rehash(known->record.account.id, password);
  return known->record.account;
}

// A failure here is no reason to refuse a good password: it is tried again next time.
void Accounts::rehash(const base::Id& id, const crypto::Secret& password) {
  auto hash = crypto::PasswordHash::make(password, options_.cost);
  if (!hash) return;
  database_.with([&](storage::Database& database) {
    auto changed = known(id);
    // Somebody may have set another password meanwhile.
    if (!changed || !changed->hash.verify(password)) return;
    changed->hash = *std::move(hash);
    if (!store(database, *changed)) return;
    known_.with([&](Everybody& all) { all.put(*changed); });
  });
}

void Accounts::note_seen(const base::Id& id, base::WallTime when, const std::string& from) {
  database_.with([&](storage::Database& database) {
    auto changed = known(id);
    if (!changed) return;
    AccountRecord& record = changed->record;
    if (from.empty() && record.seen && when - *record.seen < kSeenApart) return;
    record.seen = in_seconds(when);
    if (!from.empty()) record.seen_from = from;
    (void)store(database, *changed);  // a full disk keeps nobody out
    known_.with([&](Everybody& all) { all.put(*changed); });
  });
}

}  // namespace appliance
