// An id that is easy to tell from others in a failure: one byte, sixteen times.
#pragma once

#include <cstdint>

#include "base/random_id.h"

namespace test_support {

inline base::Id filled_id(std::uint8_t fill) {
  base::Id id;
  id.bytes.fill(fill);
  return id;
}

}  // namespace test_support
