// The accounts of a device and their passwords, in a database of their own.
//
// Passwords are kept as Argon2id hashes. verify() does the same work for a name that nobody has as
// for a wrong password, so its time does not tell which it was. Names are unique without regard to
// the case of ASCII letters. One administrator without an end always stays (R019).
// Safe from any thread; what takes a password takes as long as a hash does, with its memory; it,
// change() and remove() write to disk: worker threads only. any(), find(), record() and list()
// never wait for them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/accounts/account.h"
#include "appliance/accounts/blocklist.h"
#include "appliance/accounts/credential_rules.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/password/password_hash.h"
#include "crypto/secret.h"
#include "storage/table/database.h"

namespace appliance {

// An account with what a review of access asks (R042).
struct AccountRecord {
  Account account;
  base::WallTime created{};
  base::WallTime password_set{};
  std::optional<base::WallTime> seen{};  // signed in, or used a session or a token
  std::string seen_from{};               // the address it last signed in from
};

class Accounts {
 public:
  struct Options {
    crypto::PasswordCost cost = crypto::Argon2idCost{};  // of hashes made from now on
    std::size_t accounts_max = 1000;
    std::shared_ptr<const Blocklist> blocklist{};  // none: nothing is blocked
    std::vector<std::string> context_words{};  // the product, the site: too near to be guessed last
  };

  // The database at `path`, made when it is missing. `ids` and `clock` outlive the accounts.
  static base::Result<std::unique_ptr<Accounts>> open(const std::string& path, base::IdSource& ids,
                                                      const base::Clock& clock, Options options);

  bool any() const;  // false: this device is nobody's yet
  std::optional<Account> find(const base::Id& id) const;
  std::optional<Account> find(std::string_view name) const;  // in any case of ASCII letters
  std::optional<AccountRecord> record(const base::Id& id) const;
  std::vector<AccountRecord> list() const;  // by name

  PasswordPolicy policy() const;
  base::Result<void> set_policy(const PasswordPolicy& policy);  // InvalidInput: out of its bounds
  // Why the policy does not take this password.
  std::optional<CredentialFault> fault_of(std::string_view name,
                                          const crypto::Secret& password) const;

  // `wanted` without its id. InvalidInput: name or password break the rules. Exists: the name is
  // taken. Unavailable: there are too many.
  base::Result<Account> create(Account wanted, const crypto::Secret& password);

  // The administrator of a device that has no account. Exists when it has one by now, whoever was
  // quicker.
  base::Result<Account> create_first(const std::string& name, const crypto::Secret& password);

  // Makes the account what `change` makes of it; its id stays. NotFound; Exists: the name is
  // taken; Denied: it is the last administrator.
  base::Result<Account> change(const base::Id& id, const std::function<void(Account&)>& change);
  base::Result<Account> remove(const base::Id& id);  // what it was; NotFound, Denied alike

  // NotFound; InvalidInput: it breaks the rules.
  base::Result<void> set_password(const base::Id& id, const crypto::Secret& password,
                                  bool must_change);

  // Denied: nobody has this name, or the password is another one. Whether it is_valid() is for the
  // caller to ask.
  base::Result<Account> verify(std::string_view name, const crypto::Secret& password);

  // A new sign-in, or (without an address) the use of a session.
  void note_seen(const base::Id& id, base::WallTime when, const std::string& from);

 private:
  struct Known {
    AccountRecord record;
    crypto::PasswordHash hash;
  };
  struct Everybody {
    std::map<base::Id, Known> by_id;
    std::map<std::string, base::Id, std::less<>> ids;  // by folded name

    const Known* find(const base::Id& id) const;
    const Known* find(std::string_view name) const;
    void put(Known known);  // in the place of who had its id
    void remove(const base::Id& id);
  };

  Accounts(storage::Database database, base::IdSource& ids, const base::Clock& clock,
           Options options);

  base::Result<void> load();
  base::Result<Account> insert(Account account, const crypto::Secret& password, bool only_first);
  base::Result<void> store(storage::Database& database, const Known& known);
  base::Result<Known> known(const base::Id& id) const;
  base::Result<void> check(std::string_view name, const crypto::Secret& password) const;
  bool another_administrator_stays(const base::Id& without) const;
  void rehash(const base::Id& id, const crypto::Secret& password);

  base::IdSource& ids_;
  const base::Clock& clock_;
  Options options_;
  crypto::PasswordHash decoy_;
  // Whoever changes something holds the database from its first look to the last; known_ is only
  // held for a moment, also within that, and has all that the database has, so that reading never
  // waits for a disk.
  base::Guarded<storage::Database> database_;
  base::Guarded<Everybody> known_;
  base::Guarded<PasswordPolicy> policy_;
};

}  // namespace appliance
