#include <optional>
#include <regex>
#include <set>

#include "tests/tidy/rules.h"

namespace tidy {
namespace {

constexpr std::size_t kFileLinesMax = 500;
constexpr std::size_t kFunctionLinesMax = 70;

std::string stem_of(const std::string& path) {
  return std::filesystem::path{path}.stem().string();
}

std::vector<std::string> all_cpp(const Tree& tree) {
  auto paths = product_sources(tree);
  for (auto& path : tree.paths("tests/", {".h", ".cpp"})) paths.push_back(std::move(path));
  return paths;
}

// Follows the braces of a source whose comments and strings are blanked, and tells how long each
// function is. What opened a brace is told by the text before it.
class FunctionLengths {
 public:
  struct Function {
    std::size_t line;
    std::size_t lines;
  };

  std::vector<Function> run(const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].starts_with('#')) continue;
      for (const char c : lines[i]) take(c, i);
      before_ += ' ';
    }
    return std::move(functions_);
  }

 private:
  struct Scope {
    bool function;
    std::size_t line;
  };

  void take(char c, std::size_t line) {
    if (c == '{') {
      const bool inside = !scopes_.empty() && scopes_.back().function;
      scopes_.push_back({inside || opens_function(), start_.value_or(line)});
      outermost_.push_back(!inside && scopes_.back().function);
      forget();
    } else if (c == '}') {
      if (scopes_.empty()) return;
      if (outermost_.back())
        functions_.push_back({scopes_.back().line, line - scopes_.back().line + 1});
      scopes_.pop_back();
      outermost_.pop_back();
      forget();
    } else if (c == ';') {
      forget();
    } else {
      if (!start_ && c != ' ') start_ = line;
      before_ += c;
    }
  }
  bool opens_function() const {
    static const std::regex kOther{R"(^\s*(namespace|class|struct|enum|union|extern)\b)"};
    const auto last = before_.find_last_not_of(' ');
    return before_.find('(') != std::string::npos && before_[last] != '=' &&
           !std::regex_search(before_, kOther, std::regex_constants::match_continuous);
  }
  void forget() {
    before_.clear();
    start_.reset();
  }

  std::vector<Scope> scopes_;
  std::vector<bool> outermost_;
  std::string before_;
  std::optional<std::size_t> start_;
  std::vector<Function> functions_;
};

}  // namespace

Findings files_fit_in_one_sitting(const Tree& tree) {
  Findings findings;
  auto paths = all_cpp(tree);
  for (auto& path : tree.paths("web/ui/", {".ts", ".svelte", ".css"})) paths.push_back(path);
  for (const auto& path : paths) {
    const std::size_t lines = split_lines(tree.files.at(path)).size();
    if (lines > kFileLinesMax) {
      findings.push_back(path + ": " + std::to_string(lines) + " lines are two things");
    }
  }
  return findings;
}

Findings functions_fit_on_a_screen(const Tree& tree) {
  Findings findings;
  for (const auto& path : all_cpp(tree)) {
    for (const auto& function : FunctionLengths{}.run(code_lines(tree.files.at(path)))) {
      if (function.lines <= kFunctionLinesMax) continue;
      findings.push_back(path + ":" + std::to_string(function.line + 1) + ": function of " +
                         std::to_string(function.lines) + " lines");
    }
  }
  return findings;
}

Findings headers_say_what_they_are_for(const Tree& tree) {
  Findings findings;
  for (const auto& path : all_cpp(tree)) {
    if (path.ends_with(".h") && !tree.files.at(path).starts_with("// ")) {
      findings.push_back(path + ":1: does not open by saying what it is for");
    }
  }
  return findings;
}

Findings every_parser_is_fuzzed(const Tree& tree) {
  std::set<std::string> fuzzers;
  std::set<std::string> corpora;
  for (const auto& path : tree.paths("tests/fuzz/", {"_fuzz.cpp"})) fuzzers.insert(stem_of(path));
  for (const auto& path : tree.paths("tests/fuzz/corpus/", {""})) {
    corpora.insert(std::filesystem::path{path}.parent_path().filename().string());
  }
  Findings findings;
  static const std::regex kParser{R"(.*_(parser|reader|format)\.h)"};
  for (const auto& path : product_sources(tree)) {
    if (std::regex_match(path, kParser) && !fuzzers.contains(stem_of(path) + "_fuzz")) {
      findings.push_back(path + ": has no tests/fuzz/*/" + stem_of(path) + "_fuzz.cpp");
    }
  }
  for (const auto& fuzzer : fuzzers) {
    if (!corpora.contains(fuzzer)) findings.push_back(fuzzer + ": has no corpus");
  }
  return findings;
}

Findings every_source_is_built(const Tree& tree) {
  std::string lists;
  for (const auto& path : tree.paths("", {"CMakeLists.txt"})) lists += tree.files.at(path);
  Findings findings;
  for (const auto& path : product_sources(tree)) {
    const auto name = std::filesystem::path{path}.filename().string();
    if (path.ends_with(".cpp") && lists.find(name) == std::string::npos) {
      findings.push_back(path + ": is in no CMakeLists.txt");
    }
  }
  return findings;
}

Findings every_module_is_tested(const Tree& tree) {
  std::set<std::string> modules;
  for (const auto& path : product_sources(tree)) {
    if (!path.ends_with(".cpp") || path.find("/daemon/") != std::string::npos) continue;
    const std::string folder = path.substr(0, path.find('/'));
    modules.insert(folder == "web" ? "http" : folder == "camera-fw" ? "camera_fw" : folder);
  }
  const auto list = tree.files.find("tests/unit/CMakeLists.txt");
  Findings findings;
  for (const auto& module : modules) {
    if (list == tree.files.end() ||
        list->second.find("custody_unit_tests(" + module) == std::string::npos) {
      findings.push_back("tests/unit/CMakeLists.txt: does not test " + module);
    }
  }
  return findings;
}

Findings no_test_is_disabled(const Tree& tree) {
  static const std::regex kDisabled{
      R"(\bDISABLED_\w|\b(it|test|describe)\.(skip|todo|fixme|only)\b)"};
  Findings findings;
  auto paths = tree.paths("tests/", {"_test.cpp"});
  for (auto& path : tree.paths("web/ui/", {".test.ts", ".spec.ts"})) paths.push_back(path);
  for (const auto& path : paths) {
    if (path.starts_with("tests/tidy/")) continue;  // speaks about them
    const std::string& text = tree.files.at(path);
    if (mentions(text, {"DISABLED_", ".skip", ".todo", ".fixme", ".only"}) &&
        std::regex_search(text, kDisabled)) {
      findings.push_back(path + ": a disabled test proves nothing");
    }
  }
  return findings;
}

}  // namespace tidy
