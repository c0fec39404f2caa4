// custodyd's line to the recorder: follows its changes into the FootageView, tells open pages, and
// carries questions to it.
//
// Two threads: a base::Caller's, and the one that writes the view. While the recorder is away the
// view stays as it was and answers() is false; when it is back, following resumes where it stopped.
// Safe from any thread; the calls that ask the recorder wait for it.
// The other side: nvr/recorder.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/process/caller.h"
#include "base/process/service.h"
#include "nvr/view/changes_feed.h"
#include "nvr/view/footage_view.h"

namespace nvr {

struct VolumeInfo {
  std::string volume{};
  std::string path{};
  std::int64_t free_bytes = 0;
  std::int64_t total_bytes = 0;
};

class RecorderLink : public base::Service {
 public:
  struct Options {
    std::string socket;
    std::chrono::milliseconds ask_every = std::chrono::seconds{2};  // whether it answers
  };

  // All but the options outlive the link.
  RecorderLink(Options options, FootageView& view, ChangesFeed& feed, const base::Logger& logger,
               const base::Clock& clock);
  ~RecorderLink() override;

  std::string_view name() const override { return "recorder-link"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

  bool answers() const {
    return state_.with([](const State& state) { return state.answers; });
  }
  // Since when it does, or does not.
  base::WallTime since() const {
    return state_.with([](const State& state) { return state.since; });
  }
  std::vector<VolumeInfo> volumes() const;  // as last told
  std::optional<std::string> volume_path(const base::Id& volume) const;

  base::Caller& caller() { return caller_; }
  std::uint64_t session() const { return session_; }  // counts connections to it
  // Asks for all cameras and puts what is told into the view.
  base::Result<void> refresh_cameras();

 private:
  struct State {
    bool answers = false;
    base::WallTime since{};
    std::vector<VolumeInfo> volumes{};
  };

  base::Caller::Options caller_options();
  void on_event(base::ipc::Message event);
  void follow();
  void run();
  void take(std::vector<base::Json>& batch);
  void apply(std::vector<base::Json>& batch);
  void ask_volumes();
  void on_volumes(base::Result<base::ipc::Reply> reply);

  Options options_;
  FootageView& view_;
  ChangesFeed& feed_;
  base::Logger logger_;
  const base::Clock& clock_;
  base::Guarded<State> state_;
  std::atomic<std::uint64_t> session_{0};
  std::atomic<bool> following_{false};
  std::atomic<bool> cameras_changed_{false};
  std::atomic<bool> missed_{false};  // the queue was full: follow again
  base::BoundedQueue<base::Json> changes_;
  base::Caller caller_;
  base::NamedThread thread_;
};

}  // namespace nvr
