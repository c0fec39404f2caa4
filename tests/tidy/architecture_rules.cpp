#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tests/tidy/rules.h"

namespace tidy {
namespace {

std::string at(const std::string& path, std::size_t index) {
  return path + ":" + std::to_string(index + 1) + ": ";
}

// Which module a file or an included header belongs to, by the folder it lies in.
std::string module_of(std::string_view path) {
  if (path.starts_with("web/http/")) return "http";
  if (path.starts_with("camera-fw/")) return "camera_fw";
  const std::size_t slash = path.find('/');
  return std::string{path.substr(0, slash == std::string_view::npos ? 0 : slash)};
}

// The table in cmake/Modules.cmake: module, then the modules it may use.
std::map<std::string, std::set<std::string>> layer_table(const Tree& tree) {
  std::map<std::string, std::set<std::string>> table;
  const auto found = tree.files.find("cmake/Modules.cmake");
  if (found == tree.files.end()) return table;
  static const std::regex kRow{R"re(set\(LAYER_(\w+)\s+"([^"]*)"\))re"};
  for (std::sregex_iterator row{found->second.begin(), found->second.end(), kRow}, end; row != end;
       ++row) {
    static const std::regex kName{"[^;]+"};
    const std::string uses = (*row)[2];
    auto& allowed = table[(*row)[1]];
    for (std::sregex_iterator name{uses.begin(), uses.end(), kName}; name != end; ++name) {
      allowed.insert(name->str());
    }
  }
  return table;
}

struct Home {
  std::string_view include;
  std::vector<std::string_view> folders;
};

const std::vector<Home>& homes() {
  static const std::vector<Home> kHomes{
      {"<openssl/", {"crypto/"}},
      {"<argon2.h>", {"crypto/password/"}},
      {"<tss2/", {"crypto/tpm/"}},
      {"<intel-ipsec-mb.h>", {"crypto/hash/"}},
      {"<ipsec-mb.h>", {"crypto/hash/"}},
      {"<sqlite3.h>", {"storage/table/", "storage/catalog/"}},
      {"<nlohmann/", {"base/json/"}},
      {"<toml++/", {"base/config/"}},
      {"<CLI/", {"base/process/"}},
      {"<boost/beast", {"web/http/"}},
      {"<boost/asio", {"web/http/", "nvr/ingest/", "camera-fw/stream/"}},
      {"<boost/system/", {"web/http/", "nvr/ingest/", "camera-fw/stream/"}},
      {"<srtp2/", {"media/srtp/"}},
      {"<srtp.h>", {"media/srtp/"}},
      {"<libav", {"media/codec/"}},
      {"<libsw", {"media/codec/"}},
      {"<Poco/", {"appliance/"}},
      {"<pugixml.hpp>", {"nvr/onvif/"}},
  };
  return kHomes;
}

// A header in angle brackets that is not the standard library's, the system's or a listed one.
bool unlisted_library(const std::string& include) {
  static const std::regex kSystem{
      R"(<(sys|linux|netinet|arpa|net)/[a-z0-9_.]+>|<[a-z0-9_]+>|<[a-z0-9_]+\.h>)"};
  return include.starts_with("<") && !std::regex_match(include, kSystem);
}

}  // namespace

Findings third_party_has_one_home(const Tree& tree) {
  static const std::regex kInclude{R"(^\s*#\s*include\s+(<[^>]+>))"};
  Findings findings;
  for (const auto& path : product_sources(tree)) {
    const auto lines = split_lines(tree.files.at(path));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch match;
      if (!mentions(lines[i], {"include"}) || !std::regex_search(lines[i], match, kInclude))
        continue;
      const std::string include = match[1];
      const Home* home = nullptr;
      for (const Home& candidate : homes()) {
        if (include.starts_with(candidate.include)) home = &candidate;
      }
      const bool at_home = home == nullptr
                               ? !unlisted_library(include)
                               : std::ranges::any_of(home->folders, [&](std::string_view folder) {
                                   return path.starts_with(folder);
                                 });
      if (!at_home) findings.push_back(at(path, i) + include + " is not at home here");
    }
  }
  return findings;
}

Findings includes_follow_the_layer_table(const Tree& tree) {
  static const std::regex kInclude{R"re(^\s*#\s*include\s+"([^"]+)")re"};
  const auto table = layer_table(tree);
  Findings findings;
  if (table.empty()) findings.push_back("cmake/Modules.cmake: no layer table found");
  for (const auto& path : product_sources(tree)) {
    const std::string module = module_of(path);
    const auto lines = split_lines(tree.files.at(path));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch match;
      if (!mentions(lines[i], {"include"}) || !std::regex_search(lines[i], match, kInclude))
        continue;
      const std::string used = module_of(match[1].str());
      const auto row = table.find(module);
      if (used == module || (row != table.end() && row->second.contains(used))) continue;
      findings.push_back(at(path, i) + module + " may not use " + match[1].str());
    }
  }
  return findings;
}

Findings locks_and_threads_live_in_base(const Tree& tree) {
  static const std::regex kForbidden{
      R"(\bstd::(recursive_|shared_|timed_)*mutex\b|\bstd::condition_variable|\bpthread_(mutex|cond|create)|\bstd::(j?thread|async)\b|#\s*include\s+<(mutex|shared_mutex|condition_variable|thread)>)"};
  Findings findings;
  for (const auto& path : product_sources(tree)) {
    if (path.starts_with("base/")) continue;
    const auto lines = code_lines(tree.files.at(path));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (mentions(lines[i], {"mutex", "condition_variable", "pthread_", "thread", "async"}) &&
          std::regex_search(lines[i], kForbidden)) {
        findings.push_back(at(path, i) + "locks and threads belong in base/: " + lines[i]);
      }
    }
  }
  return findings;
}

// GCC 12 destroys such a lambda's captures twice.
Findings no_capturing_lambda_beside_co_await(const Tree& tree) {
  static const std::regex kCapture{R"([(,=&|\s]\[[^\]\[]+\]\s*(\(|\{|mutable))"};
  Findings findings;
  for (const auto& path : product_sources(tree)) {
    const auto lines = code_lines(tree.files.at(path));
    std::string statement;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      statement += lines[i] + "\n";
      const std::size_t await = statement.find("co_await");
      if (await != std::string::npos && std::regex_search(statement, kCapture)) {
        findings.push_back(at(path, i) + "capturing lambda in an expression with co_await");
        statement.clear();
      }
      if (const std::size_t end = statement.find_last_of(";}"); end != std::string::npos) {
        statement.erase(0, end + 1);
      }
    }
  }
  return findings;
}

Findings parsers_are_pure(const Tree& tree) {
  static const std::regex kForbidden{
      R"(#\s*include\s+<(sys/socket\.h|netinet/|arpa/|fstream|filesystem|unistd\.h|fcntl\.h)|_clock::now\b|#\s*include\s+"base/(file_system|clock|ipc))"};
  Findings findings;
  for (const auto& path : product_sources(tree)) {
    if (!path.starts_with("media/")) continue;
    const auto lines = split_lines(tree.files.at(path));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (std::regex_search(lines[i], kForbidden)) {
        findings.push_back(at(path, i) + "media/ has no sockets, files or clock: " + lines[i]);
      }
    }
  }
  return findings;
}

}  // namespace tidy
