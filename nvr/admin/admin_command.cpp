#include "nvr/admin/admin_command.h"

#include <utility>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"

namespace nvr {
namespace {

base::Result<base::ipc::Reply> ask(const std::filesystem::path& socket, const std::string& verb,
                                   base::Json::Object arguments) {
  const base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client::Options options;
  options.path = socket.string();
  base::ipc::Client client{std::move(options), clock, random};
  base::ipc::Payload payload;
  payload.arguments = base::Json{std::move(arguments)};
  return client.call(verb, std::move(payload));
}

}  // namespace

base::Result<std::string> ask_claim_code(const std::filesystem::path& socket) {
  ASSIGN_OR_RETURN(const auto reply, ask(socket, "claim_code", {}));
  return std::string{base::as_text(reply.body)};
}

base::Result<base::Json> ask_reset_access(const std::filesystem::path& socket,
                                          const std::string& account) {
  base::Json::Object arguments;
  if (!account.empty()) arguments["account"] = account;
  ASSIGN_OR_RETURN(const auto reply, ask(socket, "reset_access", std::move(arguments)));
  ASSIGN_OR_RETURN(const std::string name, reply.arguments.get_string("account"));
  return base::Json{
      base::Json::Object{{"account", name}, {"password", std::string{base::as_text(reply.body)}}}};
}

}  // namespace nvr
