// `custody admin claim-code | reset-access | status`: what the console is for, asked over a control
// socket by root or the service's own user.
#pragma once

#include <filesystem>
#include <string>

#include "base/json/json.h"
#include "base/result.h"

namespace nvr {

// The code that makes the first administrator. NotFound: there is one already.
base::Result<std::string> ask_claim_code(const std::filesystem::path& socket);

// {account, password}: an administrator's access anew. `account` empty: the only one's.
base::Result<base::Json> ask_reset_access(const std::filesystem::path& socket,
                                          const std::string& account);

}  // namespace nvr
