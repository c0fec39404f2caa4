#include "appliance/hosts/expiry_notice.h"

namespace appliance {

std::vector<ExpiryNotice> expiry_notices(const HostTable& table, std::optional<base::WallTime> last,
                                         base::WallTime now) {
  std::vector<ExpiryNotice> notices;
  if (!table.enabled) return notices;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const HostRow& row = table.rows[i];
    if (!row.enabled || !row.expires || *row.expires <= now) continue;
    std::optional<int> nearest;
    for (const int days : kExpiryNoticeDays) {
      const base::WallTime due = *row.expires - std::chrono::days{days};
      if (due <= now && (!last || due > *last)) nearest = days;
    }
    if (nearest) notices.push_back({i, *nearest});
  }
  return notices;
}

}  // namespace appliance
