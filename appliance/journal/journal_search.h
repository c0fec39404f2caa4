// Keeps the journal's copy up with the keeper's journal, and searches in it.
//
// A thread of its own looks every few seconds; a search looks first, so that what was just done is
// found. While the keeper is away or locked, what is here is searched and `behind` says so.
// Safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "appliance/journal/journal_copy.h"
#include "base/bounded_queue.h"
#include "base/guarded.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/process/service.h"

namespace appliance {

class JournalSearch : public base::Service {
 public:
  // Asks the keeper for the lines from a number on.
  using Ask = std::function<base::Result<JournalPage>(std::int64_t from)>;

  struct Options {
    std::chrono::milliseconds look_every = std::chrono::seconds{2};
    // What a search waits for at most; the thread fetches the rest.
    std::size_t pages_before_search = 8;
  };
  struct Found {
    std::vector<CopiedLine> lines{};
    bool more = false;    // older ones that match
    bool behind = false;  // there may be newer ones
  };

  JournalSearch(JournalCopy copy, Ask ask, const base::Logger& logger, Options options);
  ~JournalSearch() override;

  std::string_view name() const override { return "journal-search"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

  base::Result<Found> find(const JournalFilter& filter, std::int64_t before, std::size_t limit);
  base::Result<std::vector<std::string>> kinds();

 private:
  void run();
  // Whether the copy has all there is.
  base::Result<bool> catch_up(std::size_t pages_max);

  Ask ask_;
  base::Logger logger_;
  Options options_;
  base::Guarded<JournalCopy> copy_;
  base::BoundedQueue<int> wakes_;
  base::NamedThread thread_;
};

}  // namespace appliance
