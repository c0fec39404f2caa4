#include "base/task_group.h"

#include <cassert>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "base/event/catalogue.h"
#include "base/named_thread.h"

namespace base {
namespace {

constexpr std::size_t kThreadNameCharsMax = 15;

}  // namespace

// A door that opens once.
class TaskGroup::Gate {
 public:
  void open() {
    // Notified under the lock: whoever waits may destroy the gate right after.
    const std::lock_guard lock{mutex_};
    open_ = true;
    opened_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    opened_.wait(lock, [this] { return open_; });
  }
  bool wait_for(std::chrono::nanoseconds time) {
    std::unique_lock lock{mutex_};
    return opened_.wait_for(lock, time, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

struct TaskGroup::Shared {
  // Keeps the first reason, and only then wakes those who will read it.
  void stop(StopReason why) {
    {
      const std::lock_guard lock{mutex};
      if (reason) return;
      reason = std::move(why);
    }
    source.request_stop();
    requested.open();
  }

  std::mutex mutex;
  std::optional<StopReason> reason;
  std::stop_source source;
  Gate requested;
};

// A thread, or a callback that becomes one when its turn has come.
class TaskGroup::Member {
 public:
  Member(std::string name, std::function<void(std::stop_token)> body)
      : name_{std::move(name)}, body_{std::move(body)} {}

  const std::string& name() const { return name_; }

  void launch(TaskGroup& group) {
    thread_ = NamedThread{name_, [this, &group] {
                            group.run(*this, body_);
                            done_.open();
                          }};
  }
  void ask(TaskGroup& group) {
    if (thread_.joinable()) {
      source_.request_stop();
    } else {
      launch(group);
    }
  }
  bool ended_within(std::chrono::nanoseconds time) { return done_.wait_for(time); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::string name_;
  std::function<void(std::stop_token)> body_;
  std::stop_source source_;
  Gate done_;
  NamedThread thread_;
};

TaskGroup::TaskGroup(Logger logger, Options options)
    : logger_{std::move(logger)}, options_{options}, shared_{std::make_unique<Shared>()} {}

TaskGroup::~TaskGroup() {
  if (!shut_down_) shut_down();
  for (auto member = members_.rbegin(); member != members_.rend(); ++member) (*member)->join();
}

void TaskGroup::start(std::string name, std::function<void(std::stop_token)> body) {
  assert(!shut_down_ && !name.empty() && name.size() <= kThreadNameCharsMax);
  members_.push_back(std::make_unique<Member>(std::move(name), std::move(body)));
  members_.back()->launch(*this);
}

void TaskGroup::on_stop(std::string name, std::function<void()> callback) {
  assert(!shut_down_ && !name.empty() && name.size() <= kThreadNameCharsMax);
  members_.push_back(std::make_unique<Member>(
      std::move(name), [called = std::move(callback)](const std::stop_token&) { called(); }));
}

void TaskGroup::request_stop(std::string reason) {
  shared_->stop({std::move(reason)});
}

StopReason TaskGroup::wait() {
  shared_->requested.wait();
  const std::lock_guard lock{shared_->mutex};
  return *shared_->reason;
}

std::stop_token TaskGroup::token() const {
  return shared_->source.get_token();
}

std::vector<std::string> TaskGroup::shut_down() {
  assert(!shut_down_);
  shut_down_ = true;
  request_stop("shut down");
  std::vector<std::string> overran;
  for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
    (*member)->ask(*this);
    if ((*member)->ended_within(options_.member_time_max)) {
      (*member)->join();
      continue;
    }
    overran.push_back((*member)->name());
    logger_.log(Event{events::kShutdownOverran, (*member)->name(), {}});
  }
  return overran;
}

void TaskGroup::run(Member& member, const std::function<void(std::stop_token)>& body) {
  try {
    body(member.token());
  } catch (const std::exception& error) {
    shared_->stop({"thread " + member.name() + " failed: " + error.what(), true});
  } catch (...) {
    shared_->stop({"thread " + member.name() + " failed", true});
  }
}

}  // namespace base
