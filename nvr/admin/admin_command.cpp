#include "nvr/admin/admin_command.h"

#include <utility>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"

namespace nvr {

base::Result<std::string> ask_claim_code(const std::filesystem::path& socket) {
  const base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client::Options options;
  options.path = socket.string();
  base::ipc::Client client{std::move(options), clock, random};
  ASSIGN_OR_RETURN(const auto reply, client.call("claim_code"));
  if (!reply.body.empty()) return std::string{base::as_text(reply.body)};
  return reply.arguments.get_string("claim_code");
}

}  // namespace nvr
