#include "nvr/worker/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/system_error.h"
#include "base/unique_fd.h"

namespace nvr {
namespace {

// The kernel's struct landlock_ruleset_attr as of version 6 of its interface; Debian 12's header
// knows its first member only.
struct LandlockRights {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scopes;
};

constexpr std::uint32_t kAskVersion = 1;

struct VersionRights {
  LandlockRights rights;
  std::size_t bytes;  // of the struct this version takes
};

VersionRights rights_of(long version) {
  std::uint64_t files = (1U << 13) - 1;
  if (version >= 2) files |= 1U << 13;  // move between directories
  if (version >= 3) files |= 1U << 14;  // truncate
  if (version >= 5) files |= 1U << 15;  // ioctl of devices
  if (version < 4) return {{.files = files, .network = 0, .scopes = 0}, 8};
  if (version < 6) return {{.files = files, .network = 3, .scopes = 0}, 16};
  return {{.files = files, .network = 3, .scopes = 3}, 24};
}

}  // namespace

base::Result<void> deny_all_by_landlock() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  if (version < 0 && (errno == ENOSYS || errno == EOPNOTSUPP)) return {};
  if (version < 0) return base::system_error(errno, "Landlock");
  const VersionRights known = rights_of(version);
  const base::UniqueFd ruleset{
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &known.rights, known.bytes, 0))};
  if (!ruleset) return base::system_error(errno, "Landlock rules");
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return base::system_error(errno, "Landlock");
  }
  return {};
}

}  // namespace nvr
