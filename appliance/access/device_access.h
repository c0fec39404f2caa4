// Who may use a device, as one thing: accounts, sessions, tokens, second factors and the claim code
// on disk, and what judges by them. Every program with an HTTPS interface has one.
//
// Made before anything listens; outlives every router that has its authorizer. Safe from any
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "appliance/access/access_control.h"
#include "appliance/access/access_log.h"
#include "appliance/access/api_tokens.h"
#include "appliance/access/claim_code.h"
#include "appliance/access/sessions.h"
#include "appliance/access/sign_in.h"
#include "appliance/accounts/accounts.h"
#include "appliance/accounts/second_factors.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/process/service_manager.h"
#include "base/random_id.h"
#include "base/result.h"

namespace appliance {

class DeviceAccess {
 public:
  struct World {  // all of it outlives the access
    base::FileSystem& files;
    base::IdSource& ids;
    const base::Clock& clock;
    const base::Credentials& credentials;
    AccessLog& log;
  };
  struct Options {
    std::string directory;         // of what is kept; there already
    std::string device;            // "recorder", "camera": of the cookie and the device's key
    Accounts::Options accounts{};  // also with what passwords must not be
    // Shown each password that was accepted or set, for what a device keeps besides its hash.
    std::function<void(const Account&, const crypto::Secret&)> on_password{};
  };

  static base::Result<std::unique_ptr<DeviceAccess>> open(const World& world, Options options);

  Accounts& accounts() { return *accounts_; }
  Sessions& sessions() { return *sessions_; }
  ApiTokens& tokens() { return *tokens_; }
  SecondFactors& factors() { return *factors_; }
  ClaimCode& claim_code() { return *claim_code_; }
  SignIn& sign_in() { return *sign_in_; }
  const AccessControl& control() const { return *control_; }

  void tell_password(const Account& account, const crypto::Secret& password) const {
    if (on_password_) on_password_(account, password);
  }

  // Writes down what may be lost for a while. Now and then, and at the end.
  void save();

 private:
  DeviceAccess() = default;

  std::function<void(const Account&, const crypto::Secret&)> on_password_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<ApiTokens> tokens_;
  std::unique_ptr<SecondFactors> factors_;
  std::unique_ptr<ClaimCode> claim_code_;
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<AccessControl> control_;
};

}  // namespace appliance
