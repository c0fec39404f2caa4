// Ids that a reader of a failing test recognises.
#pragma once

#include "base/random_id.h"

namespace test_support {

inline base::Id id_of(std::uint8_t fill) {
  base::Id id;
  id.bytes.fill(fill);
  return id;
}

}  // namespace test_support
