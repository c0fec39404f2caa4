// Where the folders of an installed system lie while mini_init stands in for systemd: below one
// root, so that nothing outside is touched and two runs never meet.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mini_init {

struct Layout {
  std::filesystem::path units;     // *.service, *.socket, *.target
  std::filesystem::path root;      // holds run/, state/, etc/
  std::filesystem::path programs;  // what /usr/bin/ and /usr/libexec/custody/ stand for

  std::filesystem::path runtime() const { return root / "run"; }        // %t, /run
  std::filesystem::path state() const { return root / "state"; }        // %S, /var/lib
  std::filesystem::path configuration() const { return root / "etc"; }  // %E, /etc

  // %t, %S, %E, %n, %N and %% in a value; any other specifier is an error.
  base::Result<std::string> expand(std::string_view value, std::string_view unit) const;
  // An absolute path of the installed system, below the root; an error when it has no place there.
  base::Result<std::filesystem::path> map_path(std::string_view path) const;
  // A program of the installed system, in the build tree.
  base::Result<std::filesystem::path> map_program(std::string_view path) const;
};

}  // namespace mini_init
