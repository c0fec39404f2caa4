#include "nvr/daemon/host_name.h"

#include <unistd.h>

#include <array>

namespace nvr {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "custody";
}

}  // namespace nvr
