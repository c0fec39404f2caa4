// The project as the house rules see it: paths and texts. Loaded from git, or planted by a test.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct Tree {
  std::map<std::string, std::string> files;  // path relative to the root, then its whole text

  // Paths that start with `folder` and end with one of `endings`.
  std::vector<std::string> paths(std::string_view folder,
                                 const std::vector<std::string_view>& endings) const;
};

// Every file git tracks or would track in `root`.
Tree load_tree(const std::filesystem::path& root);

// One line per violation: "path:line: what is wrong".
using Findings = std::vector<std::string>;

// A source's lines, comments and string contents blanked out so that rules see only code.
std::vector<std::string> code_lines(std::string_view text);
std::vector<std::string> split_lines(std::string_view text);

// Asked before a regular expression, which takes a hundred times as long to say no.
bool mentions(std::string_view text, std::initializer_list<std::string_view> words);

// All C++ of the product, without tests.
std::vector<std::string> product_sources(const Tree& tree);

}  // namespace tidy
