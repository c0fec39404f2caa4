#include "nvr/recorder/recorder_settings.h"

#include <filesystem>

namespace nvr {
namespace {

constexpr std::size_t kVolumesMax = 16;
constexpr std::uint64_t kKeepFreeDefault = std::uint64_t{1} << 30;
constexpr std::uint64_t kKeepFreeMin = std::uint64_t{64} << 20;
constexpr std::uint64_t kKeepFreeMax = std::uint64_t{1} << 50;

}  // namespace

RecorderSettings read_recorder_settings(base::Config& config) {
  RecorderSettings settings;
  settings.volumes = config.get_strings("volumes.paths", {}, {0, kVolumesMax});
  for (const std::string& path : settings.volumes) {
    if (!std::filesystem::path{path}.is_absolute()) {
      config.add_mistake("volumes.paths", "each volume is an absolute path");
    }
  }
  settings.keep_free_bytes =
      config.get_size("volumes.keep_free", kKeepFreeDefault, {kKeepFreeMin, kKeepFreeMax});
  return settings;
}

}  // namespace nvr
