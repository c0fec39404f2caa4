#include "appliance/journal/journal_search.h"

#include <utility>

namespace appliance {
namespace {

constexpr std::size_t kPagesAtOnce = 16;  // then it looks whether it is to stop

}  // namespace

JournalSearch::JournalSearch(JournalCopy copy, Ask ask, const base::Logger& logger, Options options)
    : ask_{std::move(ask)},
      logger_{logger},
      options_{options},
      copy_{std::move(copy)},
      wakes_{{.count_max = 1, .bytes_max = 1}} {}

JournalSearch::~JournalSearch() {
  (void)stop({});
}

base::Result<void> JournalSearch::start() {
  thread_ = base::NamedThread{"journal-search", [this] { run(); }};
  return {};
}

base::Result<void> JournalSearch::stop(base::SteadyTime) {
  wakes_.close();
  if (thread_.joinable()) thread_.join();
  return {};
}

void JournalSearch::run() {
  std::string trouble;
  bool all = true;
  while (!wakes_.drained()) {
    if (all) (void)wakes_.pop_wait_for(options_.look_every);
    if (wakes_.drained()) return;
    const auto caught_up = catch_up(kPagesAtOnce);
    all = !caught_up || *caught_up;
    const std::string now = caught_up ? "" : caught_up.error().message;
    if (std::exchange(trouble, now) != now && !now.empty()) {
      logger_.log(base::Severity::Notice, "journal-not-copied", {{"reason", now}});
    }
  }
}

// Thread and search may do so at the same time: a page that is taken twice is the same page.
base::Result<bool> JournalSearch::catch_up(std::size_t pages_max) {
  for (std::size_t pages = 0; pages < pages_max; ++pages) {
    ASSIGN_OR_RETURN(const std::int64_t from,
                     copy_.with([](JournalCopy& copy) { return copy.next(); }));
    ASSIGN_OR_RETURN(const JournalPage page, ask_(from));
    ASSIGN_OR_RETURN(const std::int64_t next,
                     copy_.with([&](JournalCopy& copy) { return copy.take(page); }));
    if (next > page.last_line) return true;
    // A page without lines below the last one would be asked for ever.
    if (next == from) return base::Error{base::ErrorKind::Corrupt, "the journal has a hole"};
  }
  return false;
}

base::Result<JournalSearch::Found> JournalSearch::find(const JournalFilter& filter,
                                                       std::int64_t before, std::size_t limit) {
  const auto all = catch_up(options_.pages_before_search);
  ASSIGN_OR_RETURN(auto lines, copy_.with([&](JournalCopy& copy) {
    return copy.find(filter, before, limit + 1);
  }));
  Found found{.lines = std::move(lines), .behind = !all || !*all};
  found.more = found.lines.size() > limit;
  if (found.more) found.lines.pop_back();
  return found;
}

base::Result<std::vector<std::string>> JournalSearch::kinds() {
  return copy_.with([](JournalCopy& copy) { return copy.kinds(); });
}

}  // namespace appliance
