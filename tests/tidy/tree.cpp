#include "tests/tidy/tree.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace tidy {
namespace {

constexpr std::array<std::string_view, 9> kProductFolders{"base/",    "crypto/",   "media/",
                                                          "storage/", "web/http/", "appliance/",
                                                          "rtsp/",    "nvr/",      "camera-fw/"};

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), &pclose};
  if (!pipe) throw std::runtime_error{"cannot run " + command};
  std::string output;
  std::array<char, 4096> part;
  for (std::size_t got; (got = fread(part.data(), 1, part.size(), pipe.get())) > 0;) {
    output.append(part.data(), got);
  }
  return output;
}

// Copies source text, blanking what is comment or string, so that columns and lines stay.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_{text} {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with("//")) {
        blank_until(text_.find('\n', at_));
      } else if (text_.substr(at_).starts_with("/*")) {
        blank_until(after("*/", at_ + 2));
      } else if (text_.substr(at_).starts_with("R\"")) {
        const std::size_t open = text_.find('(', at_);
        const std::string close = ")" + std::string{text_.substr(at_ + 2, open - at_ - 2)} + "\"";
        blank_until(after(close, open));
      } else if (text_[at_] == '"') {
        blank_quoted('"');
      } else if (text_[at_] == '\'' &&
                 (at_ == 0 || !isalnum(static_cast<unsigned char>(text_[at_ - 1])))) {  // not 1'000
        blank_quoted('\'');
      } else {
        out_ += text_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  std::size_t after(std::string_view end, std::size_t from) const {
    const std::size_t found = text_.find(end, from);
    return found == std::string_view::npos ? found : found + end.size();
  }
  void blank_until(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_)
      out_ += text_[at_] == '\n' ? '\n' : ' ';
  }
  void blank_quoted(char quote) {
    out_ += text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      const std::size_t step = text_[at_] == '\\' ? 2 : 1;
      out_.append(step, ' ');
      at_ += step;
    }
    if (at_ < text_.size()) out_ += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::vector<std::string> Tree::paths(std::string_view folder,
                                     const std::vector<std::string_view>& endings) const {
  std::vector<std::string> found;
  for (const auto& [path, text] : files) {
    if (!path.starts_with(folder)) continue;
    for (const auto ending : endings) {
      if (path.ends_with(ending)) {
        found.push_back(path);
        break;
      }
    }
  }
  return found;
}

Tree load_tree(const std::filesystem::path& root) {
  Tree tree;
  const std::string list =
      output_of("git -C '" + root.string() + "' ls-files -co --exclude-standard");
  for (const std::string& path : split_lines(list)) {
    std::ifstream file{root / path, std::ios::binary};
    if (file) tree.files[path] = {std::istreambuf_iterator<char>{file}, {}};
  }
  if (tree.files.empty()) throw std::runtime_error{"found no files of the project"};
  return tree;
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<std::string> code_lines(std::string_view text) {
  return split_lines(Blanker{text}.run());
}

std::vector<std::string> product_sources(const Tree& tree) {
  std::vector<std::string> sources;
  for (const auto folder : kProductFolders) {
    for (auto& path : tree.paths(folder, {".h", ".cpp"})) sources.push_back(std::move(path));
  }
  return sources;
}

}  // namespace tidy
