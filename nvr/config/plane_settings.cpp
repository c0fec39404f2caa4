#include "nvr/config/plane_settings.h"

namespace nvr {
namespace {

// Beside us in a checkout, in its own place where we are installed.
std::string worker_program() {
  std::error_code unreadable;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  const auto beside = own.parent_path() / "custody-worker";
  if (!unreadable && std::filesystem::exists(beside, unreadable)) return beside.string();
  return "/usr/libexec/custody/custody-worker";
}

}  // namespace

PlaneSettings plane_settings(const std::filesystem::path& state,
                             const std::filesystem::path& runtime) {
  const std::filesystem::path peers = runtime.parent_path();
  return {.view = state / "view.db",
          .journal = state / "journal-copy.db",
          .https = state / "https",
          .worker = worker_program(),
          .thumbnails = state / "thumbnails",
          .keeper = peers / "keeper" / "control.sock",
          .recorder = peers / "recorder" / "control.sock",
          .host = peers / "host" / "control.sock"};
}

}  // namespace nvr
