// The accounts of a device and their passwords, in a database of their own.
//
// Passwords are kept as Argon2id hashes. verify() does the same work for a name that nobody has as
// for a wrong password, so its time does not tell which it was. Names are unique without regard to
// the case of ASCII letters.
// Safe from any thread; create_...() and verify() take as long as a hash does, with its memory, and
// write to disk: worker threads only. any() and find() never wait for them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "appliance/accounts/account.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/password/password_hash.h"
#include "crypto/secret.h"
#include "storage/table/database.h"

namespace appliance {

class Accounts {
 public:
  struct Options {
    crypto::PasswordCost cost = crypto::Argon2idCost{};  // of hashes made from now on
    std::size_t accounts_max = 1000;
  };

  // The database at `path`, made when it is missing. `ids` outlives the accounts.
  static base::Result<std::unique_ptr<Accounts>> open(const std::string& path, base::IdSource& ids,
                                                      Options options);

  bool any() const;  // false: this device is nobody's yet
  std::optional<Account> find(const base::Id& id) const;

  // Name and password keep the rules of credential_rules.h: InvalidInput else. Exists: the name is
  // taken.
  base::Result<Account> create(const std::string& name, Role role, const crypto::Secret& password);

  // The administrator of a device that has no account. Exists when it has one by now, whoever was
  // quicker.
  base::Result<Account> create_first(const std::string& name, const crypto::Secret& password);

  // Denied: nobody has this name, or the password is another one.
  base::Result<Account> verify(std::string_view name, const crypto::Secret& password);

 private:
  struct Known {
    Account account;
    crypto::PasswordHash hash;
  };
  using ByName = std::map<std::string, Known, std::less<>>;  // by folded name

  Accounts(storage::Database database, base::IdSource& ids, Options options);

  base::Result<void> load();
  base::Result<Account> insert(const std::string& name, Role role, const crypto::Secret& password,
                               bool only_first);
  void rehash(const std::string& folded, const crypto::Secret& password);

  base::IdSource& ids_;
  Options options_;
  crypto::PasswordHash decoy_;
  // Never held together; what is in the database is also in known_, so that reading never waits
  // for a disk.
  base::Guarded<storage::Database> database_;
  base::Guarded<ByName> known_;
};

}  // namespace appliance
