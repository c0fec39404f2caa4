#include "web/http/responder.h"

#include <atomic>
#include <utility>

#include "web/http/problem.h"

namespace http {

struct Responder::State {
  explicit State(std::function<void(Response)> answer) : sink{std::move(answer)} {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { send(problem(500, "internal_error", "The operation gave no answer.")); }

  void send(Response response) {
    if (!answered.exchange(true)) sink(std::move(response));
  }

  std::function<void(Response)> sink;
  std::atomic<bool> answered = false;
};

Responder::Responder(std::function<void(Response)> sink)
    : state_{std::make_shared<State>(std::move(sink))} {}

void Responder::send(Response response) const {
  state_->send(std::move(response));
}

}  // namespace http
