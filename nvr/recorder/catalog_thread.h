// The thread that owns the catalog: it takes in what was recorded, reconciles what the last run
// left behind, keeps the signing key and lets the oldest footage go.
//
// run() may be called from any thread and does not wait. Specification: docs/design/recording.md.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/random_id.h"
#include "storage/catalog/catalog.h"
#include "storage/check/reconcile.h"
#include "storage/volume/volume.h"

namespace nvr {

// Where each stream stands when recording begins.
struct StreamStart {
  storage::StreamHead head{};
  base::Ticks last_end{};
};
using StreamStarts = std::map<storage::StreamKey, StreamStart>;

class CatalogThread {
 public:
  using Task = std::function<void(storage::Catalog&)>;

  struct Surroundings {
    base::FileSystem& files;
    const base::Clock& clock;
    base::IdSource& ids;
    base::Logger logger;
    std::span<const storage::Volume> volumes;
    std::string path;  // of the catalog
    // On this thread: once, when recording may begin; and whenever rows have changed.
    std::function<void(StreamStarts)> on_heads;
    std::function<void()> on_changed;
    // On this thread, about each second.
    std::function<void(storage::Catalog&)> on_turn;
  };

  explicit CatalogThread(Surroundings surroundings);
  ~CatalogThread();  // as stop()

  void start();
  // Finishes what was given, then ends.
  void stop();
  // False when it is full or stopping.
  bool run(Task task);

 private:
  void work();
  base::Result<storage::Catalog> open();
  base::Result<StreamStarts> starts(storage::Catalog& catalog);
  void serve(storage::Catalog& catalog);
  void log(std::string_view name, const base::Error& error) const;

  Surroundings out_;
  base::BoundedQueue<Task> queue_{{100'000, std::size_t{1} << 30}};
  std::optional<storage::Reconciler> reconciler_;
  base::NamedThread thread_;
};

}  // namespace nvr
