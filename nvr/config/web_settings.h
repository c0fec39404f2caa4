// What an installer sets about the web interface: [https], [files] and [host] of control.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/config/config.h"
#include "base/result.h"
#include "web/http/server_options.h"

namespace nvr {

struct WebSettings {
  std::vector<http::Endpoint> listen;
  std::vector<std::string> names;  // what the machine is called, besides its addresses
  std::filesystem::path interface;
  std::filesystem::path description;
  std::filesystem::path blocklist;  // of passwords
  bool host_filter = true;          // the kernel refuses whom the host access list refuses
};

// Mistakes are left in `config` for its finish().
WebSettings read_web_settings(base::Config& config);

}  // namespace nvr
