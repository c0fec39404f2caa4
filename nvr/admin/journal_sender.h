// Carries lines to the keeper's journal, and keeps them while the keeper is away or locked.
//
// Lines arrive in the order they were told. What waits is bounded: when there is no room the newest
// are counted, and a line of its own says how many once the keeper is back.
// Safe from any thread; tell() never blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "base/clock.h"
#include "base/event/event.h"
#include "base/guarded.h"
#include "base/json/json.h"
#include "base/process/caller.h"

namespace nvr {

struct JournalLine {
  std::string kind;  // "signed-in"
  std::string actor;
  std::string subject;
  base::Fields fields{};
};

class JournalSender {
 public:
  struct Options {
    std::size_t waiting_max = 10'000;
  };

  // `caller` goes to the keeper; it and `clock` outlive this, and it is stopped before this goes:
  // an answer may be on its way.
  JournalSender(base::Caller& caller, const base::Clock& clock, Options options);

  void tell(JournalLine line);
  // What the AccessLog tells: the event's name, by its subject, with its fields.
  void tell(const base::Event& event);
  void try_again();  // now and then, and when the keeper is back

  std::size_t waiting() const;

 private:
  struct Queue {
    std::deque<base::Json> lines;
    std::int64_t left_out = 0;
    bool sending = false;
  };

  void send_first();
  void on_answer(bool written, bool refused);

  base::Caller& caller_;
  const base::Clock& clock_;
  Options options_;
  base::Guarded<Queue> queue_;
};

}  // namespace nvr
