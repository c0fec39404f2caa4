#include "appliance/access/console.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "appliance/access/typed_code.h"
#include "base/event/catalogue.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kPasswordLetters = 24;  // 120 bits
constexpr std::size_t kPasswordGroup = 4;
constexpr int kDrawsMax = 32;

// Letters of both cases, digits and signs, for policies that ask for them.
std::string drawn_password() {
  std::string text = in_groups(draw_code(kPasswordLetters), kPasswordGroup);
  const auto half = text.begin() + static_cast<std::ptrdiff_t>(text.size() / 2);
  std::transform(half, text.end(), half,
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

base::Result<crypto::Secret> password_for(DeviceAccess& access, const std::string& name) {
  for (int draw = 0; draw < kDrawsMax; ++draw) {
    auto password = crypto::Secret::copy_of(drawn_password());
    if (!access.accounts().fault_of(name, password)) return password;
  }
  return Error{ErrorKind::Unavailable, "the password policy takes none of what was drawn"};
}

base::Result<Account> administrator_of(DeviceAccess& access, std::string_view name) {
  if (!name.empty()) {
    const auto account = access.accounts().find(name);
    if (!account) return Error{ErrorKind::NotFound, "no account has this name"};
    if (account->role == Role::Administrator) return *account;
    return Error{ErrorKind::InvalidInput, account->name + " is no administrator"};
  }
  std::vector<Account> found;
  for (AccountRecord& record : access.accounts().list()) {
    if (record.account.role == Role::Administrator) found.push_back(std::move(record.account));
  }
  if (found.empty()) return Error{ErrorKind::NotFound, "nobody has claimed this device yet"};
  if (found.size() == 1) return found.front();
  std::string names;
  for (const Account& each : found) names += (names.empty() ? "" : ", ") + each.name;
  return Error{ErrorKind::InvalidInput, "there are several administrators: " + names};
}

}  // namespace

base::Result<RecoveredAccess> recover_access(DeviceAccess& access, AccessLog& log,
                                             std::string_view name) {
  ASSIGN_OR_RETURN(const Account account, administrator_of(access, name));
  ASSIGN_OR_RETURN(auto password, password_for(access, account.name));
  RETURN_IF_ERROR(access.accounts().change(account.id, [](Account& anew) {
    anew.enabled = true;
    anew.expires.reset();
  }));
  RETURN_IF_ERROR(access.factors().remove(account.id));
  RETURN_IF_ERROR(access.accounts().set_password(account.id, password, true));
  access.sessions().end_all_of(account.id);
  access.tokens().revoke_all_of(account.id);
  access.tell_password(account, password);
  log.tell({base::events::kAccessReset, account.name, {{"by", "console"}}});
  return RecoveredAccess{account.name, std::move(password)};
}

void add_console_verbs(base::ControlService& control, DeviceAccess& access, AccessLog& log) {
  control.handle("claim_code",
                 [&access](const base::ipc::Request&) -> base::Result<base::ipc::Reply> {
                   const auto code = access.claim_code().text();
                   if (!code) return Error{ErrorKind::NotFound, "somebody has claimed this device"};
                   base::ipc::Reply reply;
                   reply.body = base::to_bytes(*code);
                   return reply;
                 });
  control.handle(
      "reset_access",
      [&access, &log](const base::ipc::Request& request) -> base::Result<base::ipc::Reply> {
        const auto name = request.payload.arguments.get_string("account");
        ASSIGN_OR_RETURN(const auto recovered, recover_access(access, log, name ? *name : ""));
        base::ipc::Reply reply;
        reply.arguments["account"] = recovered.account;
        reply.body = {recovered.password.reveal().begin(), recovered.password.reveal().end()};
        return reply;
      },
      {"root"});
}

}  // namespace appliance
