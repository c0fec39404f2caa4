// What custodyd is told by whoever starts it, besides the web interface: where its peers are and
// where it keeps what is its own. Derived from its folders; nothing here is set by an installer.
#pragma once

#include <filesystem>
#include <string>

namespace nvr {

struct PlaneSettings {
  std::string view;        // a database, custodyd's alone
  std::string journal;     // a copy of the keeper's, in a database
  std::string https;       // folder of key and certificates
  std::string worker;      // the program that decodes
  std::string thumbnails;  // folder
  std::string keeper;      // control sockets of the others
  std::string recorder;
  std::string host;
};

PlaneSettings plane_settings(const std::filesystem::path& state,
                             const std::filesystem::path& runtime);

}  // namespace nvr
