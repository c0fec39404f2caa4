#include "nvr/config/plane_settings.h"

namespace nvr {

PlaneSettings plane_settings(const std::filesystem::path& state,
                             const std::filesystem::path& runtime) {
  const std::filesystem::path peers = runtime.parent_path();
  return {.accounts = state / "accounts.db",
          .sessions = state / "sessions.db",
          .claim_code = state / "claim-code",
          .view = state / "view.db",
          .https = state / "https",
          .thumbnails = state / "thumbnails",
          .keeper = peers / "keeper" / "control.sock",
          .recorder = peers / "recorder" / "control.sock"};
}

}  // namespace nvr
