// The one thread that writes to a volume, behind a bounded queue: so no reactor ever waits for a
// disk, and the commits of many cameras are synced together.
//
// Promise: when `done` is called without an error, the bytes, all before them in that file, and the
// file's name are durable. A file's next commit is appended only after its last one was synced. A
// write error ends the segment it hit: its `done` and those of everything later for it say so, and
// the file is left as it is.
//
// append() and run() may be called from any thread and do not wait: false means the queue is full
// or closed, nothing was taken, and the caller counts the loss and says so. Callbacks run on the
// disk thread: keep them short.
// Specification: docs/design/sealed-archive.md, "Writing".
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bounded_queue.h"
#include "base/bytes.h"
#include "base/file_system.h"
#include "base/named_thread.h"
#include "base/random_id.h"
#include "base/result.h"

namespace storage {

// One commit of one segment, as SegmentWriter gave it.
struct SegmentWrite {
  base::Id segment{};
  std::string path{};  // relative to the volume; used by the first
  bool first = false;
  bool last = false;
  base::Bytes bytes{};
  std::function<void(base::Result<void>)> done{};
};

class DiskThread {
 public:
  struct Options {
    // About a minute of 64 cameras at 4 Mbit/s, while a disk hangs.
    base::QueueLimits queue{16'384, std::size_t{512} << 20};
    // What is appended before it is synced, over all files.
    std::size_t round_bytes_max = std::size_t{64} << 20;
    // Nothing else writes to this file system: one syncfs instead of a sync per file.
    bool volume_is_ours_alone = false;
  };

  // `volume` is its path. The file system outlives this.
  DiskThread(base::FileSystem& files, std::string volume, Options options);
  DiskThread(base::FileSystem& files, std::string volume)
      : DiskThread{files, std::move(volume), Options{}} {}
  DiskThread(const DiskThread&) = delete;
  DiskThread& operator=(const DiskThread&) = delete;
  ~DiskThread();  // as stop()

  [[nodiscard]] bool append(SegmentWrite write);
  // Runs `task` in its turn, after everything that was appended before it is synced: wraps, logs,
  // expiry.
  [[nodiscard]] bool run(std::function<void()> task);

  // Takes nothing more, finishes what was taken, ends the thread. Not from a callback.
  void stop();

  base::QueueDepth depth() const { return queue_.depth(); }

 private:
  struct Job {
    SegmentWrite write{};
    std::function<void()> task{};
  };
  struct OpenSegment {
    std::unique_ptr<base::AppendFile> file;
    std::string directory{};
    bool named = false;  // its name is durable
  };

  void work();
  bool wait_for_jobs();
  void take_round();
  bool appended_in_round(const base::Id& segment) const;
  void append_one(SegmentWrite write);
  base::Result<void> try_append(const SegmentWrite& write);
  base::Result<void> create(const SegmentWrite& write);
  void sync_round();
  base::Result<void> sync_one(const SegmentWrite& write);
  void finish(SegmentWrite& write, base::Result<void> result);

  base::FileSystem& files_;
  const std::string volume_;
  const Options options_;
  base::BoundedQueue<Job> queue_;
  // The disk thread's own:
  std::unique_ptr<base::VolumeHandle> handle_;
  std::map<base::Id, OpenSegment> open_;
  std::deque<Job> jobs_;                // taken from the queue, not yet done
  std::vector<SegmentWrite> appended_;  // in this round, not yet synced
  base::NamedThread thread_;            // last: everything above is there before it starts
};

}  // namespace storage
