#include "web/http/io/reactor.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <utility>

namespace http {

namespace asio = boost::asio;

struct Reactor::KeepRunning {
  asio::executor_work_guard<asio::io_context::executor_type> guard;
};

Reactor::Reactor()
    : context_{std::make_shared<asio::io_context>()},
      keep_running_{new KeepRunning{asio::make_work_guard(*context_)}} {}

Reactor::~Reactor() = default;

void Reactor::run() {
  context_->run();
}

void Reactor::stop() {
  context_->stop();
}

void Reactor::post(std::function<void()> call) {
  asio::post(*context_, std::move(call));
}

void Reactor::Poster::operator()(std::function<void()> call) const {
  if (const auto context = context_.lock()) asio::post(*context, std::move(call));
}

bool Reactor::on_own_thread() const {
  return context_->get_executor().running_in_this_thread();
}

struct Timer::State {
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      timer;
  // A completion may already be queued when the timer is cancelled; it then finds a newer turn.
  std::uint64_t turn = 0;
};

Timer::Timer(Reactor& reactor) : state_{new State{decltype(State::timer){reactor.native()}}} {}

Timer::~Timer() {
  cancel();
}

void Timer::start(std::chrono::nanoseconds delay, std::function<void()> call) {
  const std::uint64_t turn = ++state_->turn;
  state_->timer.expires_after(delay);
  state_->timer.async_wait(
      [state = state_, turn, call = std::move(call)](boost::system::error_code error) {
        if (!error && state->turn == turn) call();
      });
}

void Timer::cancel() {
  ++state_->turn;
  state_->timer.cancel();
}

}  // namespace http
