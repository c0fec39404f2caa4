// What tests and real programs said to each other over HTTP, kept for whoever holds it against the
// description of the API afterwards (web/ui/tests/contract).
#pragma once

#include <string_view>

namespace test_support {

struct Exchange {
  std::string_view device{};  // "recorder", "camera"
  std::string_view method{};
  std::string_view target{};
  std::string_view request{};  // its body
  int status = 0;
  std::string_view type{};  // of the answer
  std::string_view answer{};
};

// One line of JSON in a file of this process, in the folder that CUSTODY_EXCHANGES names; nothing
// without it. From one thread.
void keep_exchange(const Exchange& exchange);

}  // namespace test_support
