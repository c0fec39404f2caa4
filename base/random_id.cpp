#include "base/random_id.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdlib>

namespace base {

std::string to_string(const Id& id) {
  return hex(id.bytes);
}

Result<Id> parse_id(std::string_view text) {
  const bool shape =
      text.size() == 32 && std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'F'; });
  const auto bytes = from_hex(text);
  if (!shape || !bytes) return Error{ErrorKind::InvalidInput, "an id is 32 lower-case hex digits"};
  Id id;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

Id KernelIdSource::next() {
  Id id;
  // A request this small is never cut short once the kernel's pool is ready.
  if (getrandom(id.bytes.data(), id.bytes.size(), 0) != static_cast<ssize_t>(id.bytes.size())) {
    std::abort();
  }
  return id;
}

}  // namespace base
