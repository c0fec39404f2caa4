#include "nvr/recorder/recorder_volumes.h"

#include <algorithm>

#include "base/event/catalogue.h"
#include "base/json/json.h"

namespace nvr {
namespace {

constexpr std::size_t kSmallFileBytesMax = 64 * 1024;

using Paths = std::vector<std::string>;

base::Result<Paths> remembered(const VolumeWorld& world, const std::string& file) {
  const auto bytes = base::read_small_file(world.files, file, kSmallFileBytesMax);
  if (!bytes) {
    if (bytes.error().kind == base::ErrorKind::NotFound) return Paths{};
    return bytes.error();
  }
  ASSIGN_OR_RETURN(const base::Json json, base::parse_json(base::as_text(*bytes)));
  Paths paths;
  if (const auto* all = json.as_array()) {
    for (const base::Json& each : *all) {
      if (const std::string* path = each.as_string()) paths.push_back(*path);
    }
  }
  return paths;
}

base::Result<void> remember(const VolumeWorld& world, const std::string& file, const Paths& paths) {
  base::Json::Array all{paths.begin(), paths.end()};
  return base::write_file_atomically(world.files, file,
                                     base::as_bytes(base::Json{std::move(all)}.dump()));
}

base::Result<storage::Volume> make_volume(const VolumeWorld& world, const std::string& path) {
  return storage::Volume::make(world.files, path,
                               {.volume = world.ids.next(),
                                .recorder = world.recorder,
                                .created = base::to_ticks(world.clock.wall())});
}

}  // namespace

base::Result<base::Id> recorder_identity(base::FileSystem& files, base::IdSource& ids,
                                         const std::string& directory) {
  const std::string path = directory + "/recorder-id";
  const auto bytes = base::read_small_file(files, path, 32);
  if (bytes) return base::parse_id(base::as_text(*bytes));
  if (bytes.error().kind != base::ErrorKind::NotFound) return bytes.error();
  const base::Id made = ids.next();
  RETURN_IF_ERROR(base::write_file_atomically(files, path, base::as_bytes(base::to_string(made))));
  return made;
}

base::Result<std::vector<storage::Volume>> open_volumes(const VolumeWorld& world,
                                                        const std::vector<std::string>& paths) {
  const std::string file = world.directory + "/volumes.json";
  ASSIGN_OR_RETURN(Paths known, remembered(world, file));
  std::vector<storage::Volume> volumes;
  base::Error last{base::ErrorKind::NotFound, "no volume is configured"};
  for (const std::string& path : paths) {
    auto volume = storage::Volume::open(world.files, path, world.recorder);
    const bool unmarked = !volume && volume.error().kind == base::ErrorKind::NotFound;
    if (unmarked && std::ranges::find(known, path) == known.end()) {
      volume = make_volume(world, path);
    }
    if (!volume) {
      last = volume.error();
      world.logger.log({base::events::kVolumeNotUsable, path, {{"reason", last.message}}});
      continue;
    }
    if (std::ranges::find(known, path) == known.end()) {
      known.push_back(path);
      RETURN_IF_ERROR(remember(world, file, known));
    }
    volumes.push_back(*std::move(volume));
  }
  if (volumes.empty()) return last;
  return volumes;
}

}  // namespace nvr
