// The one thread on which network events, timers and quick handlers run, in turn and never at once.
//
// post() and stop() are safe from any thread. Everything else that names a reactor in its
// constructor belongs to the reactor's thread. No Boost header is needed to use it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace boost::asio {
class io_context;
}

namespace http {

class Reactor {
 public:
  Reactor();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  void run();   // makes the calling thread the reactor's thread until stop()
  void stop();  // run() returns after the call in hand; what was posted and not run is dropped
  void post(std::function<void()> call);
  bool on_own_thread() const;

  // Posts while the reactor lives and does nothing afterwards: for those who may outlive it.
  class Poster {
   public:
    void operator()(std::function<void()> call) const;

   private:
    friend class Reactor;
    explicit Poster(std::weak_ptr<boost::asio::io_context> context)
        : context_{std::move(context)} {}
    std::weak_ptr<boost::asio::io_context> context_;
  };
  Poster poster() const { return Poster{context_}; }

  boost::asio::io_context& native() { return *context_; }

 private:
  struct KeepRunning;

  std::shared_ptr<boost::asio::io_context> context_;
  std::unique_ptr<KeepRunning> keep_running_;
};

// Calls once after a delay; starting again or destroying it takes the earlier call back, for sure.
class Timer {
 public:
  explicit Timer(Reactor& reactor);  // `reactor` outlives the timer
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(std::chrono::nanoseconds delay, std::function<void()> call);
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace http
