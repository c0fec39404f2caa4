// Looks now and then what of the device's certificates ends soon, and tells each step once, over
// restarts as well: its servers, used or only kept, its first identity, the authorities it
// believes, and their lists, which nobody is believed without once they are over (R106, R112).
//
// After a power cut right then a step may be told twice rather than never. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/certificates/certificate_store.h"
#include "appliance/certificates/endings.h"
#include "base/clock.h"

namespace appliance {

class EndingWatch {
 public:
  struct Parts {  // outlive the watch
    CertificateStore& store;
    const base::Clock& clock;
    AccessLog& log;
  };
  explicit EndingWatch(const Parts& parts) : parts_{parts} {}

  // `own` is the first identity's, and renewed that long before its end; 0: never.
  void look(const crypto::Certificate& own, std::chrono::days own_renews_before);

 private:
  Parts parts_;
  std::optional<std::vector<ToldEnding>> told_;
};

}  // namespace appliance
