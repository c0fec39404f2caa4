// The passwords that are tried first: a list of words, one to a line, in small letters and sorted.
//
// Looked up as they are typed, without regard to the case of ASCII letters, and without the digits
// and signs that people put at the end. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace appliance {

inline constexpr std::size_t kBlocklistBytesMax = std::size_t{32} << 20;

class Blocklist {
 public:
  // Corrupt when the lines are not sorted: looking up would miss what is there.
  static base::Result<std::shared_ptr<const Blocklist>> load_shared(base::FileSystem& files,
                                                                    const std::string& path);
  static base::Result<Blocklist> from_text(std::string text);

  bool contains(std::string_view password) const;
  std::size_t size() const { return starts_.size(); }

 private:
  explicit Blocklist(std::string text) : text_{std::move(text)} {}
  std::string_view line(std::size_t start) const;
  bool has(std::string_view word) const;

  std::string text_;
  std::vector<std::uint32_t> starts_;  // of lines: offsets, because a string may move
};

}  // namespace appliance
