#include "tests/support/mini_init/layout.h"

#include <array>
#include <utility>

namespace mini_init {

namespace {

base::Error complain(std::string what) {
  return {base::ErrorKind::InvalidInput, std::move(what)};
}

}  // namespace

base::Result<std::string> Layout::expand(std::string_view value, std::string_view unit) const {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      out += value[i];
      continue;
    }
    const char specifier = ++i < value.size() ? value[i] : '\0';
    switch (specifier) {
      case '%':
        out += '%';
        break;
      case 't':
        out += runtime().string();
        break;
      case 'S':
        out += state().string();
        break;
      case 'E':
        out += configuration().string();
        break;
      case 'n':
        out += unit;
        break;
      case 'N':
        out += unit.substr(0, unit.rfind('.'));
        break;
      default:
        return complain("unknown specifier in '" + std::string{value} + "'");
    }
  }
  return out;
}

base::Result<std::filesystem::path> Layout::map_path(std::string_view path) const {
  if (path.starts_with(root.string() + "/")) return path;
  const std::array<std::pair<std::string_view, std::filesystem::path>, 3> places{
      {{"/run/", runtime()}, {"/var/lib/", state()}, {"/etc/", configuration()}}};
  for (const auto& [prefix, place] : places) {
    if (path.starts_with(prefix)) return place / path.substr(prefix.size());
  }
  return complain("'" + std::string{path} + "' has no place below the root");
}

base::Result<std::filesystem::path> Layout::map_program(std::string_view path) const {
  for (const std::string_view prefix : {"/usr/bin/", "/usr/libexec/custody/"}) {
    if (path.starts_with(prefix)) return programs / path.substr(prefix.size());
  }
  return complain("'" + std::string{path} + "' is no program of ours");
}

}  // namespace mini_init
