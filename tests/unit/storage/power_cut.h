// Power that fails at the n-th call from now on, so that a test can try every one of them.
#pragma once

#include <cstddef>
#include <string>

#include "tests/support/memory_file_system.h"

namespace storage {

class PowerCut {
 public:
  // Takes the place of the file system's hook until destroyed. What reached the disk depends on
  // `call` as well.
  PowerCut(test_support::MemoryFileSystem& files, std::size_t call)
      : files_{files}, call_{call}, left_{call} {
    files_.on_call([this](test_support::Operation, const std::string&) { count(); });
  }
  PowerCut(const PowerCut&) = delete;
  PowerCut& operator=(const PowerCut&) = delete;
  ~PowerCut() { files_.on_call({}); }

  void disarm() { left_ = 0; }
  bool happened() const { return happened_; }

 private:
  void count() {
    if (left_ == 0) return;
    --left_;
    if (left_ > 0) return;
    happened_ = true;
    files_.lose_power(call_);
  }

  test_support::MemoryFileSystem& files_;
  std::size_t call_;
  std::size_t left_;
  bool happened_ = false;
};

}  // namespace storage
