// The archive as streams use it: disk threads, day keys, the signing key and the catalog, joined.
//
// Reactor's thread only, but for the constructor. Specification: docs/design/recording.md.
#pragma once

#include <memory>
#include <vector>

#include "nvr/recorder/archive.h"
#include "nvr/recorder/catalog_thread.h"
#include "nvr/recorder/day_keys.h"
#include "storage/volume/disk_thread.h"
#include "storage/volume/volume.h"

namespace nvr {

class SealedArchive : public Archive {
 public:
  struct Disk {
    const storage::Volume& volume;
    storage::DiskThread& thread;
  };

  // All outlive this.
  SealedArchive(base::FileSystem& files, std::vector<Disk> disks, CatalogThread& catalog,
                DayKeys& day_keys, http::Reactor& reactor);

  void set_signing_key(std::shared_ptr<const storage::SigningKey> key) { key_ = std::move(key); }

  std::optional<ChosenDayKey> day_key(const base::Id& camera, base::Day day) override;
  std::shared_ptr<const storage::SigningKey> signing_key() override { return key_; }
  base::Id volume_of(const storage::StreamKey& stream) override;
  bool append(ArchiveWrite write) override;
  void examine(const storage::StreamKey& stream, const std::string& path, OnHead on_head) override;
  void tell_segment(storage::SegmentUpdate update) override;
  void tell_gap(const storage::StreamKey& stream, const storage::Span& gap) override;

 private:
  Disk& disk_of(const storage::StreamKey& stream);
  void flush();

  base::FileSystem& files_;
  std::vector<Disk> disks_;
  CatalogThread& catalog_;
  DayKeys& day_keys_;
  http::Reactor& reactor_;
  std::shared_ptr<const storage::SigningKey> key_;
  std::vector<storage::SegmentUpdate> updates_;  // of this turn, told together
};

}  // namespace nvr
