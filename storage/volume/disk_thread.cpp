#include "storage/volume/disk_thread.h"

#include <algorithm>
#include <utility>

#include "storage/volume/archive_paths.h"

namespace storage {

DiskThread::DiskThread(base::FileSystem& files, std::string volume, Options options)
    : files_{files},
      volume_{std::move(volume)},
      options_{options},
      queue_{options.queue},
      thread_{"disk", [this] { work(); }} {}

DiskThread::~DiskThread() {
  stop();
}

bool DiskThread::append(SegmentWrite write) {
  const std::size_t bytes = write.bytes.size();
  return queue_.try_push({.write = std::move(write)}, bytes);
}

bool DiskThread::run(std::function<void()> task) {
  return queue_.try_push({.task = std::move(task)}, 0);
}

void DiskThread::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void DiskThread::work() {
  if (options_.volume_is_ours_alone) {
    // Without a handle every file is synced by itself.
    if (auto opened = files_.open_volume(volume_)) handle_ = *std::move(opened);
  }
  while (wait_for_jobs()) {
    take_round();
    sync_round();
  }
}

// Also takes what else is there: what came while the disk was busy is synced together.
bool DiskThread::wait_for_jobs() {
  if (jobs_.empty()) {
    auto job = queue_.pop_wait();
    if (!job) return false;
    jobs_.push_back(*std::move(job));
  }
  std::size_t bytes = 0;
  for (const Job& job : jobs_) bytes += job.write.bytes.size();
  while (bytes < options_.round_bytes_max) {
    auto job = queue_.try_pop();
    if (!job) break;
    bytes += job->write.bytes.size();
    jobs_.push_back(*std::move(job));
  }
  return true;
}

bool DiskThread::appended_in_round(const base::Id& segment) const {
  return std::ranges::any_of(appended_,
                             [&](const SegmentWrite& write) { return write.segment == segment; });
}

// Appends at most one commit per file. A task waits until everything in front of it is synced, and
// what is behind it waits with it.
void DiskThread::take_round() {
  std::deque<Job> later;
  while (!jobs_.empty()) {
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    if (job.task) {
      if (!appended_.empty() || !later.empty()) {
        later.push_back(std::move(job));
        break;
      }
      job.task();
    } else if (appended_in_round(job.write.segment)) {
      later.push_back(std::move(job));
    } else {
      append_one(std::move(job.write));
    }
  }
  std::ranges::move(jobs_, std::back_inserter(later));
  jobs_ = std::move(later);
}

void DiskThread::append_one(SegmentWrite write) {
  if (auto appended = try_append(write); !appended) {
    finish(write, std::move(appended));
    return;
  }
  write.bytes = {};
  appended_.push_back(std::move(write));
}

base::Result<void> DiskThread::try_append(const SegmentWrite& write) {
  if (write.first) RETURN_IF_ERROR(create(write));
  const auto found = open_.find(write.segment);
  if (found == open_.end()) {
    return base::Error{base::ErrorKind::Unavailable, "the segment has ended by an error"};
  }
  return found->second.file->append(write.bytes);
}

base::Result<void> DiskThread::create(const SegmentWrite& write) {
  const std::string path = joined(volume_, write.path);
  const std::string directory = base::parent_directory(path);
  RETURN_IF_ERROR(base::make_directories(files_, directory, base::Access::GroupReads));
  ASSIGN_OR_RETURN(auto file, files_.create(path, base::Access::GroupReads));
  open_[write.segment] = {std::move(file), directory};
  return {};
}

void DiskThread::sync_round() {
  // It reports each lost write once, to one asker; after an error the files know which were hit.
  const bool all_synced = !appended_.empty() && handle_ && handle_->sync().has_value();
  for (SegmentWrite& write : std::exchange(appended_, {})) {
    finish(write, all_synced ? base::Result<void>{} : sync_one(write));
  }
}

base::Result<void> DiskThread::sync_one(const SegmentWrite& write) {
  OpenSegment& segment = open_.at(write.segment);
  RETURN_IF_ERROR(segment.file->sync());
  if (!segment.named) RETURN_IF_ERROR(files_.sync_directory(segment.directory));
  segment.named = true;
  return {};
}

void DiskThread::finish(SegmentWrite& write, base::Result<void> result) {
  if (!result || write.last) open_.erase(write.segment);
  if (write.done) write.done(std::move(result));
}

}  // namespace storage
