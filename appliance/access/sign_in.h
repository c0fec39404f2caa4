// The way in: claiming a device that is nobody's, and signing in to one that is somebody's.
//
// Both are slowed down per address, and signing in per name from an address, before any work is
// done: guessing from one place keeps nobody out who comes from another. Guessing an app's codes is
// slowed down for the account; whoever can do that has its password. A refusal never tells which
// part was wrong, and an account that is off or over is refused as if it were not there. Both are
// told to the AccessLog, without the name that was tried: it may be a password in the wrong field.
// Safe from any thread; blocks as long as a password hash takes.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <variant>

#include "appliance/access/access_log.h"
#include "appliance/access/claim_code.h"
#include "appliance/access/sessions.h"
#include "appliance/access/throttle.h"
#include "appliance/accounts/accounts.h"
#include "appliance/accounts/second_factors.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "web/http/message.h"

namespace appliance {

class SignIn {
 public:
  struct Options {
    Throttle::Options throttle{};
    int at_once_max = 2;  // each takes a core and the memory of a hash
  };
  struct Parts {  // all outlive this
    Accounts& accounts;
    Sessions& sessions;
    SecondFactors& factors;
    ClaimCode& claim_code;
    AccessLog& log;
    const base::Clock& clock;
  };
  struct Visitor {
    http::Peer peer;
    std::string agent;  // what the browser calls itself
  };
  struct Credentials {
    std::string name;
    crypto::Secret password;
    std::string code;  // of the second factor; empty: none was typed
  };
  struct Welcome {
    Account account;
    Sessions::Started started;
  };
  // The password is right, and the account's second factor is still to come.
  struct Halfway {};

  SignIn(const Parts& parts, Options options);

  // Denied: the code is wrong. Exists: it is claimed. Unavailable: too many attempts. InvalidInput
  // does not come: check name and password by credential_rules.h before.
  base::Result<Welcome> claim(const Visitor& visitor, const std::string& code,
                              const std::string& name, const crypto::Secret& password);

  // Denied: not these. Unavailable: too many attempts.
  base::Result<std::variant<Welcome, Halfway>> sign_in(const Visitor& visitor,
                                                       const Credentials& given);

  // Whether it is really they who ask for something that only they should do. As slow as signing
  // in. Denied: another password. Unavailable: too many attempts.
  base::Result<void> confirm(const http::Peer& peer, const Account& account,
                             const crypto::Secret& password);

  // After Unavailable: when to try again, a second at least.
  std::chrono::seconds wait_to_claim(const http::Peer& peer) const;
  std::chrono::seconds wait_to_sign_in(const http::Peer& peer, const std::string& name) const;

  void sign_out(const Account& account, const SessionId& session);

 private:
  class Place;

  base::Result<void> begin_attempt(const http::Peer& peer, const std::string& name_key);
  void end_attempt(const http::Peer& peer, const std::string& name_key);
  base::Result<Account> admit(const http::Peer& peer, const Credentials& given);
  base::Result<Welcome> begin_session(const Visitor& visitor, Account account);
  base::Result<void> check_code(const base::Id& account, const std::string& code);
  Account with_password_age(Account account) const;
  std::chrono::seconds wait(const http::Peer& peer, const std::string& name_key) const;
  base::Error refused(const http::Peer& peer, const std::string& name, base::EventKind kind,
                      base::Error why);

  Parts parts_;
  Options options_;
  Throttle by_address_;
  Throttle by_name_;  // from one address
  Throttle by_code_;  // of one account
  std::atomic<int> at_once_{0};
};

}  // namespace appliance
