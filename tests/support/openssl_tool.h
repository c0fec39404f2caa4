// The openssl command as an independent peer: what we write it must read, and the other way round.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "tests/support/temporary_directory.h"

namespace test_support {

// A folder of its own for one test, gone afterwards; the command runs inside it.
class OpensslTool {
 public:
  // Runs `openssl <arguments>`, split by the shell; the arguments are the test's own. True when it
  // exits with 0.
  bool run(const std::string& arguments);
  const std::string& output() const { return output_; }  // of the last run, both streams

  void write(const std::string& file, base::ByteView bytes) const;
  void write(const std::string& file, std::string_view text) const {
    write(file, base::as_bytes(text));
  }
  base::Bytes read(const std::string& file) const;  // empty when there is none

 private:
  TemporaryDirectory directory_;
  std::filesystem::path folder_{directory_.path()};
  std::string output_;
};

}  // namespace test_support
