#include "nvr/view/recorder_link.h"

#include <algorithm>
#include <utility>

#include "nvr/view/change_messages.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;
using base::Json;

constexpr base::QueueLimits kChangesMax{.count_max = 200'000, .bytes_max = std::size_t{64} << 20};
// How long a recorder may be back before it is noticed.
constexpr auto kAwayMax = 1s;
constexpr std::size_t kChangeBytes = 512;  // about what one weighs
constexpr std::size_t kBatchMax = 2000;
constexpr auto kVolumesNote = "volumes";

bool is_reset(const Json& change) {
  const Json* kind = change.find("kind");
  return kind != nullptr && kind->as_string() != nullptr && *kind->as_string() == "reset";
}

bool is_camera(const Json& change) {
  const Json* kind = change.find("kind");
  return kind != nullptr && kind->as_string() != nullptr && *kind->as_string() == "camera";
}

std::vector<VolumeInfo> read_volumes(const Json& list) {
  std::vector<VolumeInfo> volumes;
  if (list.as_array() == nullptr) return volumes;
  for (const Json& each : *list.as_array()) {
    const auto volume = each.get_string("volume");
    const auto path = each.get_string("path");
    if (!volume || !path) continue;
    const auto free_bytes = each.get_int("free_bytes");
    const auto total_bytes = each.get_int("total_bytes");
    volumes.push_back(
        {*volume, *path, free_bytes ? *free_bytes : 0, total_bytes ? *total_bytes : 0});
  }
  return volumes;
}

bool same_paths(const std::vector<VolumeInfo>& a, const std::vector<VolumeInfo>& b) {
  return std::ranges::equal(a, b, [](const VolumeInfo& x, const VolumeInfo& y) {
    return x.volume == y.volume && x.path == y.path;
  });
}

}  // namespace

RecorderLink::RecorderLink(Options options, FootageView& view, ChangesFeed& feed,
                           const base::Logger& logger, const base::Clock& clock)
    : options_{std::move(options)},
      view_{view},
      feed_{feed},
      logger_{logger},
      clock_{clock},
      changes_{kChangesMax},
      caller_{caller_options(), clock} {
  state_.with([&](State& state) {
    state.since = clock_.wall();
    state.volumes = read_volumes(view_.note(kVolumesNote));
  });
}

RecorderLink::~RecorderLink() {
  (void)stop({});
}

base::Caller::Options RecorderLink::caller_options() {
  base::Caller::Options options;
  options.name = "recorder-call";
  options.client.path = options_.socket;
  options.client.backoff.max = kAwayMax;
  options.on_event = [this](base::ipc::Message event) { on_event(std::move(event)); };
  options.on_session = [this] {
    ++session_;
    follow();
  };
  return options;
}

base::Result<void> RecorderLink::start() {
  RETURN_IF_ERROR(caller_.start());
  thread_ = base::NamedThread{"view", [this] { run(); }};
  return {};
}

base::Result<void> RecorderLink::stop(base::SteadyTime deadline) {
  (void)caller_.stop(deadline);
  changes_.close();
  if (thread_.joinable()) thread_.join();
  return {};
}

// On the caller's thread.
void RecorderLink::on_event(base::ipc::Message event) {
  Json change = std::move(event.payload.arguments);
  if (event.name == "reset") change["kind"] = "reset";
  if (event.name != "reset" && event.name != "change") return;
  if (!changes_.try_push(std::move(change), kChangeBytes)) missed_ = true;
}

void RecorderLink::follow() {
  following_ = true;
  cameras_changed_ = true;
  Json from{Json::Object{}};
  from["from"] = view_.position();
  caller_.start("follow", {.arguments = std::move(from)}, 10s,
                [this](const base::Result<base::ipc::Reply>& reply) {
                  if (!reply) following_ = false;
                });
  ask_volumes();
}

void RecorderLink::run() {
  base::SteadyTime next_question = clock_.steady();
  while (!changes_.drained()) {
    std::vector<Json> batch;
    if (auto first = changes_.pop_wait_for(500ms)) batch.push_back(*std::move(first));
    take(batch);
    apply(batch);
    if (missed_.exchange(false)) follow();
    if (clock_.steady() < next_question) continue;
    next_question = clock_.steady() + options_.ask_every;
    if (following_) {
      ask_volumes();
    } else {
      follow();
    }
    if (cameras_changed_.exchange(false) && !refresh_cameras()) cameras_changed_ = answers();
    feed_.check_sessions();
  }
}

void RecorderLink::take(std::vector<Json>& batch) {
  while (batch.size() < kBatchMax) {
    auto change = changes_.try_pop();
    if (!change) return;
    batch.push_back(*std::move(change));
  }
}

void RecorderLink::apply(std::vector<Json>& batch) {
  // What came before the last reset is of a recorder that is no more.
  const auto last_reset = std::ranges::find_if(batch.rbegin(), batch.rend(), is_reset);
  if (last_reset != batch.rend()) {
    if (!view_.reset()) return;
    batch.erase(batch.begin(), last_reset.base());
    cameras_changed_ = true;
    feed_.publish(reset_message());
  }
  if (batch.empty()) return;
  if (const auto applied = view_.apply(batch); !applied) {
    logger_.log(base::Severity::Error, "view-not-written", {{"reason", applied.error().message}});
    following_ = false;
    return;
  }
  if (std::ranges::any_of(batch, is_camera)) cameras_changed_ = !refresh_cameras();
  for (const Json& message : change_messages(batch)) feed_.publish(message);
}

base::Result<void> RecorderLink::refresh_cameras() {
  ASSIGN_OR_RETURN(const auto reply, caller_.call("cameras", {}, 5s));
  const Json* cameras = reply.arguments.find("cameras");
  return view_.set_details(cameras != nullptr ? *cameras : Json{});
}

void RecorderLink::ask_volumes() {
  caller_.start("volumes", {}, 5s,
                [this](base::Result<base::ipc::Reply> reply) { on_volumes(std::move(reply)); });
}

// On the caller's thread.
void RecorderLink::on_volumes(base::Result<base::ipc::Reply> reply) {
  const bool answers = reply.has_value();
  if (!answers) following_ = false;
  std::vector<VolumeInfo> told;
  const Json* list = answers ? reply->arguments.find("volumes") : nullptr;
  if (list != nullptr) told = read_volumes(*list);
  bool moved = false;
  const bool turned = state_.with([&](State& state) {
    if (list != nullptr) {
      moved = !same_paths(state.volumes, told);
      state.volumes = std::move(told);
    }
    if (state.answers == answers) return false;
    state.answers = answers;
    state.since = clock_.wall();
    return true;
  });
  if (moved) (void)view_.set_note(kVolumesNote, *list);
  if (!turned) return;
  logger_.log(base::Severity::Info, answers ? "recorder-answers" : "recorder-silent");
  feed_.publish(status_message());
  feed_.publish(reset_message());
}

std::vector<VolumeInfo> RecorderLink::volumes() const {
  return state_.with([](const State& state) { return state.volumes; });
}

std::optional<std::string> RecorderLink::volume_path(const base::Id& volume) const {
  const std::string id = base::to_string(volume);
  for (const VolumeInfo& each : volumes()) {
    if (each.volume == id) return each.path;
  }
  return std::nullopt;
}

}  // namespace nvr
