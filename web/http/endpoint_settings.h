// Where a server listens, as an installer writes it: "192.0.2.1:443", "[::]:8443"; port 0 is any
// free one. Whether the address is one of this machine shows when it is listened on. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config/config.h"
#include "base/result.h"
#include "web/http/server_options.h"

namespace http {

base::Result<Endpoint> parse_endpoint(std::string_view text);

// A list of `count_min` to 16. Mistakes are left in `config` for its finish().
std::vector<Endpoint> read_endpoints(base::Config& config, std::string_view key,
                                     std::vector<std::string> fallback, std::size_t count_min);

}  // namespace http
