// What whoever stands at the machine may ask a device about access, over its control socket: the
// claim code of one that is nobody's yet, and an administrator's access anew when people lost
// theirs.
#pragma once

#include <string>
#include <string_view>

#include "appliance/access/access_log.h"
#include "appliance/access/device_access.h"
#include "base/process/control_service.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

struct RecoveredAccess {
  std::string account;
  crypto::Secret password;  // good for one sign-in, then to be changed
};

// Makes the administrator valid again, by a new password alone: what somebody else may know or hold
// ends, which is the second factor, sessions and tokens. `name` empty: the only administrator.
// NotFound: there is none of that name. InvalidInput: no administrator, or several to choose from.
base::Result<RecoveredAccess> recover_access(DeviceAccess& access, AccessLog& log,
                                             std::string_view name);

// The verbs claim_code, for all who may ask at all, and reset_access {account?}, for root and the
// device's own user. Before control.start(); all outlive the service.
void add_console_verbs(base::ControlService& control, DeviceAccess& access, AccessLog& log);

}  // namespace appliance
