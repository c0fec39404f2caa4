#include <map>
#include <regex>
#include <set>

#include "base/json/json.h"
#include "tests/tidy/rules.h"

namespace tidy {
namespace {

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator match{text.begin(), text.end(), pattern}, end; match != end; ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

// Whether a page's words stand for a file or folder of ours: `base/ipc/frame_format.h`,
// `storage/segment/`, `base/ipc/frame_format.{h,cpp}`.
bool names_existing_code(const Tree& tree, std::string name) {
  if (const std::size_t brace = name.find('{'); brace != std::string::npos) name.erase(brace);
  const auto next = tree.files.lower_bound(name);
  return next != tree.files.end() && next->first.starts_with(name);
}

}  // namespace

Findings no_generated_file_in_git(const Tree& tree) {
  static const std::regex kGenerated{
      R"((^|/)(build|dist|node_modules|generated|__pycache__)/|^(web/.*/)?coverage/|\.(o|a|so|pyc|min\.js|map|gch|d|log)$)"};
  Findings findings;
  for (const auto& [path, text] : tree.files) {
    if (std::regex_search(path, kGenerated)) findings.push_back(path + ": is generated");
    if (text.starts_with("\x7f"
                         "ELF"))
      findings.push_back(path + ": is a compiled program");
  }
  return findings;
}

Findings lock_file_names_no_registry(const Tree& tree) {
  Findings findings;
  for (const auto& path : tree.paths("", {"package-lock.json"})) {
    if (tree.files.at(path).find("\"resolved\"") != std::string::npos) {
      findings.push_back(path + ": names where packages were downloaded from");
    }
  }
  return findings;
}

Findings design_pages_and_code_name_each_other(const Tree& tree) {
  static const std::regex kCode{
      "`((?:base|crypto|media|storage|web|appliance|nvr|camera-fw)/[A-Za-z0-9_./{},-]+)`"};
  std::string code;
  for (const auto& path : product_sources(tree)) code += tree.files.at(path);
  Findings findings;
  for (const auto& page : tree.paths("docs/design/", {".md"})) {
    const auto named = matches(tree.files.at(page), kCode);
    if (named.empty()) findings.push_back(page + ": names no code");
    for (const auto& name : named) {
      if (!names_existing_code(tree, name))
        findings.push_back(page + ": " + name + " is not there");
    }
    if (code.find(page) == std::string::npos) {
      findings.push_back(page + ": no code names this page");
    }
  }
  return findings;
}

Findings event_codes_are_unique_and_documented(const Tree& tree) {
  static const std::regex kDefined{R"re(\{"([A-Z][0-4]\d\d)", "[a-z0-9-]+"\})re"};
  static const std::regex kDocumented{R"(\n\| ([A-Z]\d\d\d) \|)"};
  const auto catalogue = tree.files.find("base/event/catalogue.h");
  const auto page = tree.files.find("docs/events.md");
  if (catalogue == tree.files.end() || page == tree.files.end()) {
    return {"base/event/catalogue.h or docs/events.md is missing"};
  }
  Findings findings;
  std::set<std::string> defined;
  const auto codes = matches(catalogue->second, kDefined);
  if (codes.empty()) findings.push_back("base/event/catalogue.h: defines no event");
  for (const auto& code : codes) {
    if (!defined.insert(code).second) findings.push_back(code + ": used twice");
  }
  const std::size_t kinds = matches(catalogue->second, std::regex{"(EventKind) k"}).size();
  if (kinds != codes.size()) findings.push_back("base/event/catalogue.h: a code is malformed");
  std::set<std::string> documented;
  for (const auto& code : matches(page->second, kDocumented)) documented.insert(code);
  for (const auto& code : defined) {
    if (!documented.contains(code)) findings.push_back(code + ": not explained in docs/events.md");
  }
  for (const auto& code : documented) {
    if (!defined.contains(code)) findings.push_back(code + ": explained, but never defined");
  }
  return findings;
}

Findings api_operations_declare_their_permission(const Tree& tree) {
  static const std::set<std::string> kMethods{"get", "put", "post", "delete", "patch"};
  Findings findings;
  for (const auto& path : tree.paths("web/api/", {"openapi.json"})) {
    const auto description = base::parse_json(tree.files.at(path));
    const base::Json* paths = description ? description->find("paths") : nullptr;
    if (paths == nullptr || paths->as_object() == nullptr) {
      findings.push_back(path + ": is no API description");
      continue;
    }
    for (const auto& [route, operations] : *paths->as_object()) {
      for (const auto& method : kMethods) {
        const base::Json* operation = operations.find(method);
        if (operation != nullptr && !operation->get_string("x-permission")) {
          findings.push_back(path + ": " + method + " " + route + " declares no permission");
        }
      }
    }
  }
  return findings;
}

Findings links_and_paths_in_pages_lead_somewhere(const Tree& tree) {
  static const std::regex kLink{R"(\]\(([^)#\s]+))"};
  static const std::regex kPath{
      "`((?:base|crypto|media|storage|web|appliance|nvr|camera-fw|tests|cmake|packaging|systemd|"
      "docs)/"
      "[A-Za-z0-9_./{},-]+)`"};
  Findings findings;
  for (const auto& page : tree.paths("", {".md"})) {
    const auto folder = std::filesystem::path{page}.parent_path();
    for (const auto& link : matches(tree.files.at(page), kLink)) {
      if (link.find(':') != std::string::npos) continue;  // outside the project
      const auto target = (folder / link).lexically_normal().generic_string();
      if (!names_existing_code(tree, target)) findings.push_back(page + ": broken link " + link);
    }
    for (const auto& path : matches(tree.files.at(page), kPath)) {
      if (!names_existing_code(tree, path)) findings.push_back(page + ": there is no " + path);
    }
  }
  return findings;
}

}  // namespace tidy
