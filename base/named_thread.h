// A thread with a name that debuggers and logs show, joined at the latest when it is destroyed.
//
// The only way to start a thread outside base/: whoever owns one also owns what makes it end.
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace base {

class NamedThread {
 public:
  NamedThread() = default;                                    // no thread
  NamedThread(std::string name, std::function<void()> body);  // at most 15 characters are shown

  bool joinable() const { return thread_.joinable(); }
  void join() { thread_.join(); }

 private:
  std::jthread thread_;
};

}  // namespace base
