// The code that makes whoever holds it the first administrator: shown on the console only, good
// once (R012).
//
// Twelve letters and digits without I, L, O and U (60 bits), in a file of mode 0600 until the
// device is claimed. Reading takes any case, spaces and hyphens, and I, L, O for 1, 1, 0.
// Safe from any thread; the caller throttles.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/file_system.h"
#include "base/guarded.h"
#include "base/result.h"

namespace appliance {

class ClaimCode {
 public:
  // `claimed`: there is an administrator, so there is no code, and a file left behind goes.
  // `files` outlives the code.
  static base::Result<std::unique_ptr<ClaimCode>> load_or_make(base::FileSystem& files,
                                                               std::string path, bool claimed);

  std::optional<std::string> text() const;     // "7Q4M-K0XD-2B9T"; none once it is used up
  bool matches(std::string_view typed) const;  // compares in constant time
  base::Result<void> destroy();

 private:
  ClaimCode(base::FileSystem& files, std::string path) : files_{files}, path_{std::move(path)} {}

  base::FileSystem& files_;
  std::string path_;
  base::Guarded<std::string> code_;  // without hyphens; empty: none
};

}  // namespace appliance
