#include "tests/support/openssl_tool.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace test_support {

bool OpensslTool::run(const std::string& arguments) {
  const std::string command =
      "cd '" + folder_.string() + "' && /usr/bin/openssl " + arguments + " 2>&1 </dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"cannot run openssl"};
  output_.clear();
  std::array<char, 4096> chunk{};
  for (std::size_t n = 0; (n = std::fread(chunk.data(), 1, chunk.size(), pipe)) > 0;) {
    output_.append(chunk.data(), n);
  }
  return pclose(pipe) == 0;
}

void OpensslTool::write(const std::string& file, base::ByteView bytes) const {
  std::ofstream out{folder_ / file, std::ios::binary};
  const std::string_view text = base::as_text(bytes);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

base::Bytes OpensslTool::read(const std::string& file) const {
  std::ifstream in{folder_ / file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  return base::to_bytes(text);
}

}  // namespace test_support
