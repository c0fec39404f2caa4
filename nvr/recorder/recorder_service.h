// The recorder as one service: its threads (ingest reactor, a disk thread per volume, catalog) and
// what runs on them, started and stopped in order. Stopping ends every segment first.
//
// Main thread, but where it says otherwise. Specification: docs/design/recording.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/named_thread.h"
#include "base/process/caller.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "base/process/service.h"
#include "base/random_id.h"
#include "base/real_file_system.h"
#include "nvr/camera/camera_store.h"
#include "nvr/recorder/catalog_thread.h"
#include "nvr/recorder/change_feed.h"
#include "nvr/recorder/day_keys.h"
#include "nvr/recorder/recorder_settings.h"
#include "nvr/recorder/recording.h"
#include "nvr/recorder/sealed_archive.h"
#include "nvr/recorder/signing_desk.h"
#include "nvr/recorder/space_keeper.h"
#include "storage/volume/disk_thread.h"
#include "storage/volume/volume.h"
#include "web/http/io/reactor.h"

namespace nvr {

class RecorderService : public base::Service {
 public:
  // Opens what is kept on disk. `world`, `control` and `keeper` outlive the service, and stop after
  // it.
  static base::Result<std::unique_ptr<RecorderService>> open(base::DaemonWorld& world,
                                                             base::ControlService& control,
                                                             base::Caller& keeper,
                                                             RecorderSettings settings);
  ~RecorderService() override;

  std::string_view name() const override { return "recorder"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override;

  // For the verbs (recorder_verbs.h).
  const base::Id& recorder() const { return recorder_; }
  CameraStore& cameras() { return store_; }
  const std::vector<storage::Volume>& volumes() const { return volumes_; }
  ChangeFeed& feed() { return *feed_; }
  base::ControlService& control() { return control_; }
  http::Reactor& reactor() { return reactor_; }
  Recording& recording() { return *recording_; }  // reactor's thread only
  const base::Clock& clock() const { return world_.clock; }
  base::IdSource& ids() { return ids_; }
  bool started() const { return recording_ != nullptr; }

  // Hands a camera to the streams and tells followers; after it was stored.
  void apply(const Camera& camera, bool new_password);
  void forget(const base::Id& camera);

 private:
  RecorderService(base::DaemonWorld& world, base::ControlService& control, base::Caller& keeper,
                  RecorderSettings settings, CameraStore store, const base::Id& recorder);

  void make_threads();
  void make_recording();
  void on_pin(const base::Id& camera, const crypto::Fingerprint& fingerprint);
  void tell_state(const storage::StreamKey& stream, const StreamState& state);
  void log_state(const storage::StreamKey& stream, const StreamState& state) const;
  void tell_key(std::shared_ptr<const storage::SigningKey> key);
  void take_catalog_turn(storage::Catalog& catalog);

  base::DaemonWorld& world_;
  base::ControlService& control_;
  base::Caller& keeper_;
  RecorderSettings settings_;
  base::RealFileSystem files_;
  base::KernelIdSource ids_;
  CameraStore store_;
  base::Id recorder_;
  std::vector<storage::Volume> volumes_;
  http::Reactor reactor_;
  std::vector<std::unique_ptr<storage::DiskThread>> disks_;
  std::unique_ptr<SigningDesk> signing_;
  std::unique_ptr<SpaceKeeper> space_;
  std::unique_ptr<CatalogThread> catalog_;
  std::unique_ptr<ChangeFeed> feed_;
  // The reactor's own:
  std::unique_ptr<DayKeys> day_keys_;
  std::unique_ptr<SealedArchive> archive_;
  std::unique_ptr<Recording> recording_;
  base::NamedThread reactor_thread_;
  bool stopped_ = false;
  mutable std::uint64_t seen_turns_ = 0;
  mutable base::SteadyTime seen_at_{};
};

}  // namespace nvr
