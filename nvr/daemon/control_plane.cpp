#include "nvr/daemon/control_plane.h"

#include <algorithm>
#include <utility>

#include "appliance/access/console.h"
#include "nvr/api/api_routes.h"
#include "nvr/daemon/host_name.h"
#include "nvr/view/change_messages.h"

namespace nvr {
namespace {

// What the server's certificate is for: the names this machine is called by, and every concrete
// address it listens on.
appliance::SelfSignedOptions certificate_names(const WebSettings& settings) {
  appliance::SelfSignedOptions options{.common_name = host_name().substr(0, 64)};
  options.names.dns = {"localhost"};
  options.names.ip = {"127.0.0.1", "::1"};
  const auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  };
  add(options.names.dns, host_name());
  for (const auto& name : settings.names) add(options.names.dns, name);
  for (const auto& endpoint : settings.listen) {
    if (endpoint.address != "0.0.0.0" && endpoint.address != "::") {
      add(options.names.ip, endpoint.address);
    }
  }
  return options;
}

appliance::HostGate::Options gate_options(const WebSettings& settings, const PlaneSettings& paths) {
  appliance::HostGate::Options options;
  if (!settings.host_filter) return options;
  options.filter = {.socket = paths.host,
                    .device = appliance::FilteredDevice::Recorder,
                    .ports = {{appliance::HostService::Web, appliance::ports_of(settings.listen)}}};
  return options;
}

}  // namespace

base::Result<ControlPlane::Stored> ControlPlane::open(base::DaemonWorld& world,
                                                      const WebSettings& settings,
                                                      const PlaneSettings& paths, Ground& ground) {
  RETURN_IF_ERROR(
      base::make_directories(ground.files, world.state_directory, base::Access::Private));
  Stored stored;
  ASSIGN_OR_RETURN(stored.view, FootageView::open(paths.view));
  ASSIGN_OR_RETURN(stored.journal, appliance::JournalCopy::open(paths.journal));
  ASSIGN_OR_RETURN(stored.thumbnails, ThumbnailCache::open(ground.files, paths.thumbnails, {}));
  ASSIGN_OR_RETURN(stored.certificate,
                   SiteCertificate::load(
                       ground.files, world.clock,
                       {.directory = paths.https, .self_signed = certificate_names(settings)}));
  return stored;
}

base::Result<std::unique_ptr<ControlPlane>> ControlPlane::make(base::DaemonWorld& world,
                                                               const WebSettings& settings) {
  const PlaneSettings paths = plane_settings(world.state_directory, world.runtime_directory);
  auto ground = std::make_unique<Ground>();
  ASSIGN_OR_RETURN(Stored stored, open(world, settings, paths, *ground));
  std::unique_ptr<ControlPlane> plane{
      new ControlPlane{world, settings, paths, std::move(ground), std::move(stored)}};
  RETURN_IF_ERROR(plane->open_access(settings));
  RETURN_IF_ERROR(plane->open_certificates());
  // What was not confirmed is undone before anybody can be let in by it.
  RETURN_IF_ERROR(plane->hosts_.restore());
  return plane;
}

base::Result<void> ControlPlane::open_access(const WebSettings& settings) {
  appliance::DeviceAccess::Options options{.directory = world_.state_directory.string(),
                                           .device = "recorder"};
  ASSIGN_OR_RETURN(options.accounts.blocklist,
                   appliance::Blocklist::load_shared(ground_->files, settings.blocklist.string()));
  options.accounts.context_words = {"custody", "recorder", host_name()};
  ASSIGN_OR_RETURN(access_, appliance::DeviceAccess::open(device_world(), std::move(options)));
  return {};
}

appliance::DeviceAccess::World ControlPlane::device_world() {
  return {ground_->files, ground_->ids, world_.clock, world_.credentials, access_log_};
}

base::Result<void> ControlPlane::open_certificates() {
  const SiteCertificate& own = *stored_.certificate;
  ASSIGN_OR_RETURN(certificates_,
                   appliance::DeviceCertificates::open(
                       device_world(), hosts_.desk(),
                       {.key = own.key(),
                        .chain = [this] { return stored_.certificate->current().chain; },
                        .renews_before = own.renews_before()},
                       {.directory = world_.state_directory.string(), .device = "recorder"}));
  return {};
}

ControlPlane::ControlPlane(base::DaemonWorld& world, const WebSettings& settings,
                           const PlaneSettings& paths, std::unique_ptr<Ground> ground,
                           Stored stored)
    : world_{world},
      ground_{std::move(ground)},
      stored_{std::move(stored)},
      keeper_{{.socket = paths.keeper}, *stored_.certificate, world.logger, world.clock},
      journal_{*std::move(stored_.journal),
               [this](std::int64_t from) { return keeper_.client().journal(from); },
               world.logger,
               {}},
      recorder_{{.socket = paths.recorder}, *stored_.view, feed_, world.logger, world.clock},
      live_{{.recorder = recorder_.caller(),
             .recorder_session = [this] { return recorder_.session(); },
             .reason = [this](const LiveRoom::StreamName& name) { return reason_of(name); }},
            world.logger,
            world.clock},
      access_log_{world.logger,
                  world.clock,
                  {.journal = [this](const base::Event& event) { keeper_.journal().tell(event); }}},
      hosts_{{ground_->files, world.clock, access_log_},
             world.state_directory.string(),
             gate_options(settings, paths)},
      footage_{ground_->files, world.clock, footage_sources()},
      clips_{*stored_.view,
             footage_,
             world.clock,
             {},
             [this](const ClipDesk::Asked& asked) { return grant_clip(asked); }},
      workers_{{.program = paths.worker}},
      thumbnails_{*stored_.view, footage_, *stored_.thumbnails, world.clock, thumbnail_sources()} {
  keeper_.set_hooks({.state_changed = [this] { feed_.publish(status_message()); },
                     .certificate_changed =
                         [this] {
                           certificates_->own_changed();
                           feed_.publish(status_message());
                         },
                     .chores = [this] { do_chores(); }});
}

FootageStore::Sources ControlPlane::footage_sources() {
  return {.volume_path = [this](const base::Id& volume) { return recorder_.volume_path(volume); },
          .open_key =
              [this](const base::Id& segment, base::ByteView header, const KeyUse& use) {
                return keeper_.client().open_segment(segment, header, use);
              }};
}

base::Result<base::Id> ControlPlane::grant_clip(const ClipDesk::Asked& asked) {
  return keeper_.client().grant_export({.actor = asked.viewer.use.actor,
                                        .reason = asked.viewer.use.reason,
                                        .camera = asked.camera,
                                        .from = asked.range.from,
                                        .to = asked.range.to});
}

ThumbnailDesk::Sources ControlPlane::thumbnail_sources() {
  return {.day_key =
              [this](const base::Id& camera, base::Day day, const std::string& actor) {
                return keeper_.client().thumbnail_key(camera, day, actor);
              },
          .make = [this](const ThumbnailJob& job) { return workers_.thumbnail(job); }};
}

// Why a stream does not come: what the recorder said of it, or that the recorder says nothing.
std::string ControlPlane::reason_of(const LiveRoom::StreamName& name) const {
  if (!recorder_.answers()) return "recorder_down";
  const auto states = stored_.view->states();
  if (!states) return "lost";
  for (const ViewedState& state : *states) {
    if (state.camera != name.camera || state.stream != name.stream) continue;
    const auto reason = state.fields.get_string("reason");
    if (reason) return *reason;
  }
  return "lost";
}

void ControlPlane::do_chores() {
  access_->save();
  footage_.forget_old_keys();
  thumbnails_.forget_old_keys();
}

std::vector<http::Route> ControlPlane::routes() {
  return api_routes({.version = std::string{world_.program.version},
                     .clock = world_.clock,
                     .ids = ground_->ids,
                     .accounts = {*access_, access_log_, world_.clock, "Custody " + host_name()},
                     .hosts = hosts_,
                     .keeper = keeper_,
                     .journal = journal_,
                     .own_certificate = *stored_.certificate,
                     .certificates = *certificates_,
                     .recorder = recorder_,
                     .view = *stored_.view,
                     .feed = feed_,
                     .live = live_,
                     .footage = footage_,
                     .clips = clips_,
                     .thumbnails = thumbnails_});
}

void ControlPlane::add_verbs(base::ControlService& control) {
  appliance::add_console_verbs(control, *access_, access_log_);
}

}  // namespace nvr
