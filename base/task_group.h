// The threads of a program and their ordered end.
//
// shut_down() is the exact mirror of the start: what was registered last ends first. A callback is
// called; a thread is asked by its stop token and joined. So register what makes a thread end
// (close a queue, stop a reactor) after the thread it ends, and consumers before their producers.
//
// start(), on_stop(), wait() and shut_down() belong to the thread that made the group; it blocks
// the signals it wants to handle before the first start(). request_stop() may be called from any
// thread, not from a signal handler.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/log/logger.h"

namespace base {

struct StopReason {
  std::string text;     // for operators
  bool failed = false;  // a thread died of an exception
};

class TaskGroup {
 public:
  struct Options {
    // How long one member may take to end before the next is asked.
    std::chrono::nanoseconds member_time_max = std::chrono::seconds{10};
  };

  TaskGroup(Logger logger, Options options);
  explicit TaskGroup(Logger logger) : TaskGroup{std::move(logger), Options{}} {}
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  // Shuts down if nobody did, then waits without limit for members that overran: what they use may
  // be destroyed after this group. Who cannot wait ends the process.
  ~TaskGroup();

  // Runs `body` on a thread called `name`, at most 15 characters. It returns soon after its token
  // asks for it, or earlier when its work is done. An exception that escapes stops the group.
  void start(std::string name, std::function<void(std::stop_token)> body);

  // Calls `callback` at its turn in the shutdown, on a thread of its own.
  void on_stop(std::string name, std::function<void()> callback);

  void request_stop(std::string reason);  // the first reason is kept
  StopReason wait();                      // until a stop was requested

  // Follows request_stop(), for whoever waits for something else than wait().
  std::stop_token token() const;

  // Ends every member in reverse order of registration, requesting the stop itself if nobody has.
  // Returns the names of those that overran, each logged as shutdown-overran when it happened. At
  // most once.
  std::vector<std::string> shut_down();

 private:
  class Gate;
  class Member;
  struct Shared;

  void run(Member& member, const std::function<void(std::stop_token)>& body);

  Logger logger_;
  Options options_;
  std::unique_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Member>> members_;
  bool shut_down_ = false;
};

}  // namespace base
