// Lets the oldest footage go before a volume is full, so that recording goes on: a tombstone first,
// then the file, then the row. Locked footage stays.
//
// turn() belongs to the catalog thread; deletion happens on the volume's disk thread.
// Specification: docs/design/recording.md, "Space"; docs/design/sealed-archive.md, "Chain lines".
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/random_id.h"
#include "nvr/recorder/catalog_thread.h"
#include "storage/chain/signing_key.h"
#include "storage/volume/disk_thread.h"
#include "storage/volume/volume.h"

namespace nvr {

class SpaceKeeper {
 public:
  struct Surroundings {
    base::FileSystem& files;
    const base::Clock& clock;
    base::IdSource& ids;
    base::Logger logger;
    base::Id recorder;
    std::vector<std::string> paths;  // of all volumes
    std::uint64_t keep_free_bytes;
    std::function<bool(CatalogThread::Task)> on_catalog;
  };

  explicit SpaceKeeper(Surroundings surroundings) : out_{std::move(surroundings)} {}

  void set_key(std::shared_ptr<const storage::SigningKey> key) { key_ = std::move(key); }
  void turn(storage::Catalog& catalog, const storage::Volume& volume, storage::DiskThread& disk);

 private:
  base::Result<void> try_turn(storage::Catalog& catalog, const storage::Volume& volume,
                              storage::DiskThread& disk);

  Surroundings out_;
  std::shared_ptr<const storage::SigningKey> key_;
  // Of the deletions that were ordered; shared with the tasks, which may outlast us.
  std::shared_ptr<std::atomic<int>> under_way_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace nvr
