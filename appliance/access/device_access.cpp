#include "appliance/access/device_access.h"

#include <utility>

#include "appliance/accounts/device_key.h"

namespace appliance {

base::Result<std::unique_ptr<DeviceAccess>> DeviceAccess::open(const World& world,
                                                               Options options) {
  const std::string& directory = options.directory;
  std::unique_ptr<DeviceAccess> access{new DeviceAccess};
  access->on_password_ = std::move(options.on_password);
  ASSIGN_OR_RETURN(access->accounts_, Accounts::open(directory + "/accounts.db", world.ids,
                                                     world.clock, std::move(options.accounts)));
  ASSIGN_OR_RETURN(access->sessions_, Sessions::open(directory + "/sessions.db", world.clock, {}));
  ASSIGN_OR_RETURN(access->tokens_,
                   ApiTokens::open(directory + "/tokens.db", world.ids, world.clock, {}));
  ASSIGN_OR_RETURN(
      auto key, device_key(world.files, world.credentials, options.device + "-access", directory));
  ASSIGN_OR_RETURN(access->factors_, SecondFactors::open(directory + "/second-factors.db",
                                                         std::move(key), world.clock));
  ASSIGN_OR_RETURN(
      access->claim_code_,
      ClaimCode::load_or_make(world.files, directory + "/claim-code", access->accounts_->any()));
  access->sign_in_ = std::make_unique<SignIn>(
      SignIn::Parts{*access->accounts_, *access->sessions_, *access->factors_, *access->claim_code_,
                    world.log, world.clock},
      SignIn::Options{});
  access->control_ = std::make_unique<AccessControl>(
      AccessControl::Parts{*access->accounts_, *access->sessions_, *access->tokens_, world.log,
                           world.clock},
      SessionCookie{options.device});
  return access;
}

void DeviceAccess::save() {
  sessions_->save();
  tokens_->save();
}

}  // namespace appliance
