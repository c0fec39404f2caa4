// Which rows expire soon enough that somebody should hear of it: 30, 7 and 1 days before.
//
// Each row is told once at each of these times, however seldom somebody looks: what was passed
// between two looks is told at the second, the nearest only. Pure.
// Specification: docs/design/host-access.md.
#pragma once

#include <array>
#include <vector>

#include "appliance/hosts/host_table.h"

namespace appliance {

inline constexpr std::array kExpiryNoticeDays{30, 7, 1};

struct ExpiryNotice {
  std::size_t row;  // its place in the table
  int days;         // of kExpiryNoticeDays: no more than these are left
};

// `last` is when somebody looked before; nothing says that nobody has.
std::vector<ExpiryNotice> expiry_notices(const HostTable& table, std::optional<base::WallTime> last,
                                         base::WallTime now);

}  // namespace appliance
