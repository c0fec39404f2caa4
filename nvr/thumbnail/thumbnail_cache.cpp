#include "nvr/thumbnail/thumbnail_cache.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace nvr {
namespace {

constexpr std::size_t kThumbnailFoldersMax = 100'000;
constexpr std::size_t kThumbnailFileMax =
    kThumbnailHeaderBytes + kThumbnailBytesMax + crypto::kAeadTagBytes;

}  // namespace

base::Result<std::unique_ptr<ThumbnailCache>> ThumbnailCache::open(base::FileSystem& files,
                                                                   std::string directory,
                                                                   Options options) {
  RETURN_IF_ERROR(base::make_directories(files, directory, base::Access::Private));
  std::unique_ptr<ThumbnailCache> cache{new ThumbnailCache{files, std::move(directory), options}};
  RETURN_IF_ERROR(cache->load());
  return cache;
}

base::Result<void> ThumbnailCache::load() {
  struct Found {
    base::WallTime modified;
    Kept kept;
  };
  std::vector<Found> found;
  ASSIGN_OR_RETURN(const auto cameras, files_.list(directory_, kThumbnailFoldersMax));
  for (const auto& camera : cameras) {
    if (camera.type != base::FileType::Directory) continue;
    const std::string of_camera = directory_ + "/" + camera.name;
    ASSIGN_OR_RETURN(const auto days, files_.list(of_camera, kThumbnailFoldersMax));
    for (const auto& day : days) {
      if (day.type != base::FileType::Directory) continue;
      const std::string of_day = of_camera + "/" + day.name;
      ASSIGN_OR_RETURN(const auto names, files_.list(of_day, 2 * options_.files_max));
      for (const auto& name : names) {
        const std::string path = of_day + "/" + name.name;
        const auto info = files_.stat(path);
        if (info && info->type == base::FileType::Regular) {
          found.push_back({info->modified, {path, info->size_bytes}});
        }
      }
    }
  }
  std::ranges::sort(found, {}, &Found::modified);
  state_.with([&](State& state) {
    for (Found& each : found) {
      state.bytes += each.kept.bytes;
      state.kept.push_back(std::move(each.kept));
    }
    make_room(state, 0);
  });
  return {};
}

std::string ThumbnailCache::path_of(const ThumbnailName& name) const {
  return directory_ + "/" + base::to_string(name.camera) + "/" + base::day_name(name.day) + "/" +
         base::to_string(name.segment) + "-" + std::to_string(name.record);
}

std::optional<base::Bytes> ThumbnailCache::find(const ThumbnailName& name) const {
  auto file = base::read_small_file(files_, path_of(name), kThumbnailFileMax);
  if (!file) return std::nullopt;
  return *std::move(file);
}

base::Result<void> ThumbnailCache::put(const ThumbnailName& name, base::ByteView file) {
  const std::string path = path_of(name);
  RETURN_IF_ERROR(
      base::make_directories(files_, base::parent_directory(path), base::Access::Private));
  RETURN_IF_ERROR(base::write_file_atomically(files_, path, file));
  state_.with([&](State& state) {
    make_room(state, file.size());
    const auto same = std::ranges::find(state.kept, path, &Kept::path);
    if (same != state.kept.end()) {
      state.bytes -= same->bytes;
      state.kept.erase(same);
    }
    state.kept.push_back({path, file.size()});
    state.bytes += file.size();
  });
  return {};
}

void ThumbnailCache::make_room(State& state, std::uint64_t bytes) const {
  while (!state.kept.empty() &&
         (state.bytes + bytes > options_.bytes_max || state.kept.size() >= options_.files_max)) {
    (void)files_.remove_file(state.kept.front().path);
    state.bytes -= std::min(state.bytes, state.kept.front().bytes);
    state.kept.pop_front();
  }
}

std::uint64_t ThumbnailCache::bytes() const {
  return state_.with([](const State& state) { return state.bytes; });
}

}  // namespace nvr
