// A token for one answer that comes later, from any thread.
//
// The first send() counts, others are ignored. When the last copy is dropped without an answer the
// peer gets 500: no request is ever forgotten. After the deadline the answer goes nowhere.
#pragma once

#include <functional>
#include <memory>

#include "web/http/message.h"

namespace http {

class Responder {
 public:
  // `sink` takes the answer; called once, on the thread that answers.
  explicit Responder(std::function<void(Response)> sink);

  void send(Response response) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace http
