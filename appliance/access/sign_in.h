// The way in: claiming a device that is nobody's, and signing in to one that is somebody's.
//
// Both are slowed down per address, signing in also per account name, before any work is done; a
// refusal never tells which part was wrong. Both are told to the AccessLog, without the name that
// was tried: it may be a password in the wrong field. Safe from any thread; blocks as long as a
// password hash takes.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "appliance/access/access_log.h"
#include "appliance/access/claim_code.h"
#include "appliance/access/sessions.h"
#include "appliance/access/throttle.h"
#include "appliance/accounts/accounts.h"
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
    ClaimCode& claim_code;
    AccessLog& log;
    const base::Clock& clock;
  };
  struct Welcome {
    Account account;
    Sessions::Started started;
  };

  SignIn(const Parts& parts, Options options);

  // Denied: the code is wrong. Exists: it is claimed. Unavailable: too many attempts. InvalidInput
  // does not come: check name and password by credential_rules.h before.
  base::Result<Welcome> claim(const http::Peer& peer, const std::string& code,
                              const std::string& name, const crypto::Secret& password);

  // Denied: not these. Unavailable: too many attempts.
  base::Result<Welcome> sign_in(const http::Peer& peer, const std::string& name,
                                const crypto::Secret& password);

  // After Unavailable: when to try again, a second at least.
  std::chrono::seconds wait_to_claim(const http::Peer& peer) const;
  std::chrono::seconds wait_to_sign_in(const http::Peer& peer, const std::string& name) const;

  void sign_out(const Account& account, const SessionId& session);

 private:
  class Place;

  base::Result<void> begin_attempt(const http::Peer& peer, const std::string& account_key);
  std::chrono::seconds wait(const http::Peer& peer, const std::string& account_key) const;
  base::Error refused(const http::Peer& peer, const std::string& name, base::EventKind kind,
                      base::Error why);

  Parts parts_;
  Options options_;
  Throttle by_address_;
  Throttle by_account_;
  std::atomic<int> at_once_{0};
};

}  // namespace appliance
