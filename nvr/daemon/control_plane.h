// Everything that custodyd is made of but its listener, joined: accounts and access, the lines to
// recorder and keeper, the view, playback and thumbnails.
//
// Made before anything starts and destroyed after everything stopped. What its parts promise and on
// which threads they live, each says itself.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/access/device_access.h"
#include "appliance/certificates/device_certificates.h"
#include "appliance/hosts/host_gate.h"
#include "appliance/journal/journal_search.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "base/random_id.h"
#include "base/real_file_system.h"
#include "nvr/admin/keeper_link.h"
#include "nvr/admin/site_certificate.h"
#include "nvr/config/plane_settings.h"
#include "nvr/config/web_settings.h"
#include "nvr/playback/clip_desk.h"
#include "nvr/playback/footage_store.h"
#include "nvr/thumbnail/thumbnail_cache.h"
#include "nvr/thumbnail/thumbnail_desk.h"
#include "nvr/view/changes_feed.h"
#include "nvr/view/footage_view.h"
#include "nvr/view/live_room.h"
#include "nvr/view/recorder_link.h"
#include "nvr/worker/worker_runner.h"
#include "web/http/route.h"

namespace nvr {

class ControlPlane {
 public:
  // Makes what is missing on disk; `world` outlives the plane.
  static base::Result<std::unique_ptr<ControlPlane>> make(base::DaemonWorld& world,
                                                          const WebSettings& settings);

  std::vector<http::Route> routes();  // all but health
  http::Authorizer authorizer() const { return access_->control().authorizer(); }

  // The verbs that the console asks.
  void add_verbs(base::ControlService& control);

  RecorderLink& recorder() { return recorder_; }
  KeeperLink& keeper() { return keeper_; }
  appliance::JournalSearch& journal() { return journal_; }
  LiveRoom& live() { return live_; }
  appliance::HostGate& hosts() { return hosts_; }
  appliance::DeviceCertificates& certificates() { return *certificates_; }

 private:
  // What is opened first, and may fail.
  struct Stored {
    std::unique_ptr<FootageView> view;
    std::optional<appliance::JournalCopy> journal;
    std::unique_ptr<ThumbnailCache> thumbnails;
    std::unique_ptr<SiteCertificate> certificate;
  };
  struct Ground {  // what all of it stands on
    base::RealFileSystem files;
    base::KernelIdSource ids;
  };

  static base::Result<Stored> open(base::DaemonWorld& world, const WebSettings& settings,
                                   const PlaneSettings& paths, Ground& ground);
  base::Result<void> open_access(const WebSettings& settings);
  base::Result<void> open_certificates();
  appliance::DeviceAccess::World device_world();
  ControlPlane(base::DaemonWorld& world, const WebSettings& settings, const PlaneSettings& paths,
               std::unique_ptr<Ground> ground, Stored stored);

  FootageStore::Sources footage_sources();
  base::Result<base::Id> grant_clip(const ClipDesk::Asked& asked);
  ThumbnailDesk::Sources thumbnail_sources();
  std::string reason_of(const LiveRoom::StreamName& name) const;
  void do_chores();

  base::DaemonWorld& world_;
  std::unique_ptr<Ground> ground_;
  Stored stored_;
  ChangesFeed feed_;
  KeeperLink keeper_;
  appliance::JournalSearch journal_;
  RecorderLink recorder_;
  LiveRoom live_;
  appliance::AccessLog access_log_;
  std::unique_ptr<appliance::DeviceAccess> access_;
  std::unique_ptr<appliance::DeviceCertificates> certificates_;  // outlives the desk of hosts_
  appliance::HostGate hosts_;
  FootageStore footage_;
  ClipDesk clips_;
  WorkerRunner workers_;
  ThumbnailDesk thumbnails_;
};

}  // namespace nvr
