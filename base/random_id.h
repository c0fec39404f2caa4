// Identifiers that nobody can guess or collide: 128 random bits from the kernel.
//
// For names of things (segments, sessions, requests). Key material comes from crypto/, which
// wipes what it makes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Id&) const = default;
};

std::string to_string(const Id& id);         // 32 lower-case hex digits
Result<Id> parse_id(std::string_view text);  // inverse of to_string(); nothing else is accepted

// Where ids come from: a constructor parameter, so that a simulation can replay a run.
class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual Id next() = 0;
};

class KernelIdSource : public IdSource {
 public:
  Id next() override;  // never fails: the process ends if the kernel has no randomness
};

}  // namespace base
