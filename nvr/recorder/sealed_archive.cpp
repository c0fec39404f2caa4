#include "nvr/recorder/sealed_archive.h"

#include <utility>

#include "storage/segment/segment_reader.h"
#include "storage/volume/archive_paths.h"

namespace nvr {
namespace {

base::Result<storage::StreamHead> head_of_file(base::FileSystem& files, const std::string& path) {
  RETURN_IF_ERROR(files.stat(path));
  ASSIGN_OR_RETURN(auto reader, storage::SegmentReader::open(files, path));
  ASSIGN_OR_RETURN(const auto contents, reader.examine());
  ASSIGN_OR_RETURN(const auto file, files.open_append(path));
  RETURN_IF_ERROR(file->sync());
  const bool final = contents.end == storage::SegmentEnd::Final;
  return storage::StreamHead{
      .sequence = contents.facts.sequence,
      .chain_out = contents.facts.chain_out,
      .predecessor = {.segment = contents.facts.segment,
                      .number = contents.facts.records,
                      .how = final ? storage::PredecessorEnd::Final
                                   : storage::PredecessorEnd::AuthenticPrefix}};
}

}  // namespace

SealedArchive::SealedArchive(base::FileSystem& files, std::vector<Disk> disks,
                             CatalogThread& catalog, DayKeys& day_keys, http::Reactor& reactor)
    : files_{files},
      disks_{std::move(disks)},
      catalog_{catalog},
      day_keys_{day_keys},
      reactor_{reactor} {}

SealedArchive::Disk& SealedArchive::disk_of(const storage::StreamKey& stream) {
  // Ids are random, so cameras spread evenly; a stream stays where it is.
  return disks_[stream.camera.bytes.back() % disks_.size()];
}

std::optional<ChosenDayKey> SealedArchive::day_key(const base::Id& camera, base::Day day) {
  return day_keys_.find(camera, day);
}

base::Id SealedArchive::volume_of(const storage::StreamKey& stream) {
  return disk_of(stream).volume.id();
}

bool SealedArchive::append(ArchiveWrite write) {
  return disk_of(write.stream)
      .thread.append({.segment = write.segment,
                      .path = std::move(write.path),
                      .first = write.first,
                      .last = write.last,
                      .bytes = std::move(write.bytes),
                      .done = [post = reactor_.poster(),
                               done = std::move(write.done)](base::Result<void> result) {
                        post([done, result = std::move(result)] { done(result); });
                      }});
}

void SealedArchive::examine(const storage::StreamKey& stream, const std::string& path,
                            OnHead on_head) {
  Disk& disk = disk_of(stream);
  const std::string whole = storage::joined(disk.volume.path(), path);
  auto look = [&files = files_, whole, on_head, post = reactor_.poster()] {
    auto head = head_of_file(files, whole);
    post([on_head, head = std::move(head)] { on_head(head); });
  };
  if (disk.thread.run(std::move(look))) return;
  // As if it could not be read: the next segment goes on from what is known.
  reactor_.post([on_head] {
    on_head(base::Error{base::ErrorKind::Unavailable, "the queue of the disk is full"});
  });
}

void SealedArchive::tell_segment(storage::SegmentUpdate update) {
  // What one round of syncs acknowledged arrives together, and is one transaction.
  if (updates_.empty()) reactor_.post([this] { flush(); });
  updates_.push_back(std::move(update));
}

void SealedArchive::flush() {
  // Not taken: the segments themselves tell it, at the next start.
  (void)catalog_.run([updates = std::exchange(updates_, {})](storage::Catalog& catalog) {
    (void)catalog.apply(updates);
  });
}

void SealedArchive::tell_gap(const storage::StreamKey& stream, const storage::Span& gap) {
  (void)catalog_.run(
      [stream, gap](storage::Catalog& catalog) { (void)catalog.add_span(stream, gap); });
}

}  // namespace nvr
