#include "base/process/caller.h"

#include <future>
#include <utility>

namespace base {
namespace {

using namespace std::chrono_literals;

// A question's way to its one answer: whoever drops it unanswered answers it.
class Question {
 public:
  explicit Question(ipc::Client::OnReply on_reply) : on_reply_{std::move(on_reply)} {}
  ~Question() { answer(Error{ErrorKind::Unavailable, "this program is stopping"}); }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  void answer(Result<ipc::Reply> result) {
    if (const auto on_reply = std::exchange(on_reply_, {})) on_reply(std::move(result));
  }

 private:
  ipc::Client::OnReply on_reply_;
};

}  // namespace

Caller::Caller(Options options, const Clock& clock)
    : options_{std::move(options)}, clock_{clock}, loop_{clock} {}

Caller::~Caller() {
  (void)stop({});
}

Result<void> Caller::start() {
  open_.with([](bool& open) { open = true; });
  thread_ = NamedThread{options_.name, [this] { run(); }};
  return {};
}

Result<void> Caller::stop(SteadyTime) {
  open_.with([](bool& open) { open = false; });
  if (!thread_.joinable()) return {};
  loop_.stop();
  thread_.join();
  loop_.poll_once(0ns);  // what was posted and not begun is dropped, and thereby answered
  return {};
}

void Caller::start(std::string verb, ipc::Payload payload, std::chrono::nanoseconds timeout,
                   ipc::Client::OnReply on_reply) {
  const auto question = std::make_shared<Question>(std::move(on_reply));
  const auto asked = std::make_shared<ipc::Payload>(std::move(payload));
  open_.with([&](const bool& open) {
    if (!open) return;
    loop_.post([this, question, asked, timeout, verb = std::move(verb)] {
      if (!client_) return ipc::wipe(asked->body);
      client_->start(verb, std::move(*asked), timeout, [question](Result<ipc::Reply> result) {
        question->answer(std::move(result));
      });
      serve_client();
    });
  });
}

Result<ipc::Reply> Caller::call(std::string verb, ipc::Payload payload) {
  return call(std::move(verb), std::move(payload), options_.client.timeout);
}

Result<ipc::Reply> Caller::call(std::string verb, ipc::Payload payload,
                                std::chrono::nanoseconds timeout) {
  const auto promise = std::make_shared<std::promise<Result<ipc::Reply>>>();
  auto answer = promise->get_future();
  start(std::move(verb), std::move(payload), timeout,
        [promise](Result<ipc::Reply> result) { promise->set_value(std::move(result)); });
  return answer.get();
}

void Caller::run() {
  client_ = std::make_unique<ipc::Client>(options_.client, clock_, random_, options_.on_event);
  session_ = 0;
  const auto watch = loop_.watch(client_->fd(), {}, [this](ipc::Readiness) { serve_client(); });
  if (options_.on_session) serve_client();
  loop_.run();
  loop_.unwatch(watch);
  if (timer_) loop_.cancel(*timer_);
  timer_.reset();
  client_.reset();
}

// Lets the client do what is due, and comes back when it next has something to do.
void Caller::serve_client() {
  if (client_->connected() || options_.on_session) client_->poll_once(0ns);
  if (options_.on_session && client_->connected() &&
      std::exchange(session_, client_->session()) != client_->session()) {
    options_.on_session();
  }
  if (timer_) loop_.cancel(*timer_);
  timer_.reset();
  if (!client_->connected() && !options_.on_session) return;
  if (const auto next = client_->next_timer()) {
    timer_ = loop_.at(*next, [this] {
      timer_.reset();
      serve_client();
    });
  }
}

}  // namespace base
