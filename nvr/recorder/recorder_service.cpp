#include "nvr/recorder/recorder_service.h"

#include <future>
#include <utility>

#include "appliance/accounts/device_key.h"
#include "base/event/catalogue.h"
#include "nvr/recorder/recorder_volumes.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr auto kStuckAfter = 20s;

std::vector<std::string> volume_paths(const std::vector<storage::Volume>& volumes) {
  std::vector<std::string> paths;
  for (const storage::Volume& volume : volumes) paths.push_back(volume.path());
  return paths;
}

}  // namespace

base::Result<std::unique_ptr<RecorderService>> RecorderService::open(base::DaemonWorld& world,
                                                                     base::ControlService& control,
                                                                     base::Caller& keeper,
                                                                     RecorderSettings settings) {
  base::RealFileSystem files;
  base::KernelIdSource ids;
  const std::string state = world.state_directory.string();
  ASSIGN_OR_RETURN(const auto key,
                   appliance::device_key(files, world.credentials, "recorder", state));
  ASSIGN_OR_RETURN(const auto recorder, recorder_identity(files, ids, state));
  ASSIGN_OR_RETURN(auto store, CameraStore::open(state + "/cameras.db", key));
  if (settings.volumes.empty()) settings.volumes.push_back(state + "/volume");
  return std::unique_ptr<RecorderService>{
      new RecorderService{world, control, keeper, std::move(settings), std::move(store), recorder}};
}

RecorderService::RecorderService(base::DaemonWorld& world, base::ControlService& control,
                                 base::Caller& keeper, RecorderSettings settings, CameraStore store,
                                 const base::Id& recorder)
    : world_{world},
      control_{control},
      keeper_{keeper},
      settings_{std::move(settings)},
      store_{std::move(store)},
      recorder_{recorder} {}

RecorderService::~RecorderService() {
  if (recording_) (void)stop({});
}

void RecorderService::make_threads() {
  for (const storage::Volume& volume : volumes_) {
    disks_.push_back(std::make_unique<storage::DiskThread>(files_, volume.path()));
  }
  const std::string state = world_.state_directory.string();
  signing_ = std::make_unique<SigningDesk>(SigningDesk::Surroundings{
      files_, world_.clock, ids_, world_.logger, keeper_, recorder_, volume_paths(volumes_),
      state + "/signing", [this](auto key) { tell_key(std::move(key)); }});
  space_ = std::make_unique<SpaceKeeper>(SpaceKeeper::Surroundings{
      files_, world_.clock, ids_, world_.logger, recorder_, volume_paths(volumes_),
      settings_.keep_free_bytes,
      [this](CatalogThread::Task task) { return catalog_->run(std::move(task)); }});
  catalog_ = std::make_unique<CatalogThread>(CatalogThread::Surroundings{
      files_, world_.clock, ids_, world_.logger, volumes_, state + "/catalog.db",
      [this](StreamStarts starts) {
        reactor_.post([this, starts = std::move(starts)] { recording_->open(starts); });
      },
      [this] { feed_->changed(); },
      [this](storage::Catalog& catalog) { take_catalog_turn(catalog); }});
  feed_ = std::make_unique<ChangeFeed>(control_, *catalog_);
}

void RecorderService::make_recording() {
  day_keys_ = std::make_unique<DayKeys>(DayKeys::Surroundings{
      files_, world_.clock, world_.logger, keeper_, volume_paths(volumes_),
      [this](std::function<void()> task) { return disks_.front()->run(std::move(task)); },
      reactor_.poster()});
  std::vector<SealedArchive::Disk> disks;
  for (std::size_t i = 0; i < disks_.size(); ++i) disks.push_back({volumes_[i], *disks_[i]});
  archive_ =
      std::make_unique<SealedArchive>(files_, std::move(disks), *catalog_, *day_keys_, reactor_);
  recording_ = std::make_unique<Recording>(
      Recording::Surroundings{
          reactor_,
          *archive_,
          world_.clock,
          ids_,
          world_.logger,
          {recorder_, ids_.next(),
           std::string{world_.program.name} + " " + std::string{world_.program.version}},
          [this](const auto& stream, const auto& state) { tell_state(stream, state); },
          [this](const auto& camera, const auto& fingerprint) {
            control_.post([this, camera, fingerprint] { on_pin(camera, fingerprint); });
          },
          [this] { day_keys_->refill(); }},
      Recording::Options{});
}

base::Result<void> RecorderService::start() {
  ASSIGN_OR_RETURN(volumes_, open_volumes({files_, ids_, world_.clock, world_.logger,
                                           world_.state_directory.string(), recorder_},
                                          settings_.volumes));
  ASSIGN_OR_RETURN(const auto cameras, store_.cameras());
  make_threads();
  make_recording();
  catalog_->start();
  reactor_thread_ = base::NamedThread{"ingest", [this] { reactor_.run(); }};
  for (const Camera& camera : cameras) apply(camera, true);
  return {};
}

base::Result<void> RecorderService::stop(base::SteadyTime deadline) {
  if (std::exchange(stopped_, true) || !recording_) return {};
  const auto ended = std::make_shared<std::promise<void>>();
  auto all_durable = ended->get_future();
  reactor_.post([this, ended] { recording_->stop([ended] { ended->set_value(); }); });
  const auto left = deadline - world_.clock.steady();
  const bool in_order = all_durable.wait_for(left) == std::future_status::ready;
  reactor_.stop();
  reactor_thread_.join();
  for (const auto& disk : disks_) disk->stop();
  catalog_->stop();
  if (in_order) return {};
  return base::Error{base::ErrorKind::Timeout, "some segments have no final record"};
}

bool RecorderService::healthy() const {
  if (!recording_ || stopped_) return true;
  const std::uint64_t turns = recording_->turns();
  const base::SteadyTime now = world_.clock.steady();
  // Before the first turn the catalog is being read, however long that takes.
  if (turns == 0 || turns != seen_turns_) {
    seen_turns_ = turns;
    seen_at_ = now;
  }
  return now - seen_at_ < kStuckAfter;
}

void RecorderService::apply(const Camera& camera, bool new_password) {
  std::shared_ptr<const crypto::Secret> password;
  if (new_password) {
    auto opened = store_.password(camera.id);
    if (!opened) {
      world_.logger.log(base::Severity::Error, "password-not-opened",
                        {{"camera", base::to_string(camera.id)}});
    }
    password =
        std::make_shared<const crypto::Secret>(opened ? *std::move(opened) : crypto::Secret{});
  }
  reactor_.post([this, camera, password] {
    day_keys_->want(camera.id);
    recording_->set_camera(camera, password);
  });
  (void)catalog_->run([camera](storage::Catalog& catalog) {
    (void)catalog.put_entry("camera", base::to_string(camera.id), to_json(camera));
  });
}

void RecorderService::forget(const base::Id& camera) {
  reactor_.post([this, camera] {
    recording_->remove_camera(camera);
    // After what the streams said last.
    (void)catalog_->run([camera](storage::Catalog& catalog) {
      (void)catalog.remove_entry("camera", base::to_string(camera));
      for (const auto stream : {storage::StreamId::Main, storage::StreamId::Sub}) {
        (void)catalog.remove_entry("state", state_key({camera, stream}));
      }
    });
  });
}

void RecorderService::on_pin(const base::Id& camera, const crypto::Fingerprint& fingerprint) {
  auto found = store_.find(camera);
  if (!found || !*found || (*found)->fingerprint) return;
  Camera pinned = **std::move(found);
  pinned.fingerprint = fingerprint;
  if (const auto stored = store_.put(pinned, std::nullopt); !stored) {
    world_.logger.log(base::Severity::Error, "pin-not-stored",
                      {{"reason", stored.error().message}});
    return;
  }
  (void)catalog_->run([pinned](storage::Catalog& catalog) {
    (void)catalog.put_entry("camera", base::to_string(pinned.id), to_json(pinned));
  });
}

void RecorderService::log_state(const storage::StreamKey& stream, const StreamState& state) const {
  const auto kind = [&]() -> const base::EventKind* {
    switch (state.condition) {
      case StreamCondition::Recording:
        return &base::events::kCameraRecording;
      case StreamCondition::Lost:
        return &base::events::kCameraLost;
      case StreamCondition::Refused:
        return &base::events::kCameraRefused;
      case StreamCondition::Connecting:
        return state.reason.empty() ? nullptr : &base::events::kNoKeyToRecord;
      case StreamCondition::Live:
      case StreamCondition::Disabled:
        break;
    }
    return nullptr;
  }();
  if (kind == nullptr) return;
  world_.logger.log({*kind,
                     base::to_string(stream.camera),
                     {{"stream", storage::stream_name(stream.stream)}, {"reason", state.reason}}});
}

void RecorderService::tell_state(const storage::StreamKey& stream, const StreamState& state) {
  log_state(stream, state);
  (void)catalog_->run(
      [key = state_key(stream), fields = to_json(stream, state)](storage::Catalog& catalog) {
        (void)catalog.put_entry("state", key, fields);
      });
}

void RecorderService::tell_key(std::shared_ptr<const storage::SigningKey> key) {
  space_->set_key(key);
  reactor_.post([this, key = std::move(key)] { archive_->set_signing_key(key); });
}

void RecorderService::take_catalog_turn(storage::Catalog& catalog) {
  signing_->turn();
  for (std::size_t i = 0; i < disks_.size(); ++i) space_->turn(catalog, volumes_[i], *disks_[i]);
}

}  // namespace nvr
