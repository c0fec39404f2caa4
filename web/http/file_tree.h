// Reads a folder of files into memory without leaving it: no symbolic links, no devices, bounded.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "web/http/static_files.h"

namespace http {

// Keys are paths below `folder` with a leading slash. Hidden files are left out.
base::Result<std::map<std::string, base::Bytes>> read_folder(const std::filesystem::path& folder,
                                                             const StaticFilesLimits& limits);

}  // namespace http
