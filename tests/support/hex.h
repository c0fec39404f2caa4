// Published test vectors as they are printed: hex digits in, bytes out.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace test_support {

// Throws on anything but hex digits: the vector is then mistyped.
inline base::Bytes unhex(std::string_view digits) {
  return base::from_hex(digits).value();
}

}  // namespace test_support
