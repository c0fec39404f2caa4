// The keeper's journal once more, in a table that can be searched (R200). A cache: the journal
// itself is the keeper's, and what is lost here, or is of another journal, is fetched again.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "appliance/keeper/journal_page.h"
#include "base/clock.h"
#include "base/event/event.h"
#include "base/result.h"
#include "storage/table/database.h"

namespace appliance {

// What is asked for; what is not set matches everything.
struct JournalFilter {
  std::optional<base::WallTime> from{};
  std::optional<base::WallTime> to{};  // not included
  std::optional<std::string> kind{};
  std::optional<std::string> actor{};
  std::optional<std::string> subject{};
  std::optional<std::string> text{};  // anywhere in the line, whatever the case of A to Z
  base::Severity severity_min = base::Severity::Info;
};

struct CopiedLine {
  std::int64_t number = 0;
  base::WallTime time{};
  std::string kind{};
  std::string code{};  // of the event that it is of; empty for the keeper's own lines
  base::Severity severity{};
  std::string actor{};
  std::string subject{};
  std::string fields{};  // a JSON object

  bool operator==(const CopiedLine&) const = default;
};

class JournalCopy {
 public:
  static constexpr std::int64_t kFromTheNewest = std::numeric_limits<std::int64_t>::max();

  // Made when it is missing, and made anew when it cannot be read.
  static base::Result<JournalCopy> open(const std::string& path);

  // The number from which on a page is wanted next.
  base::Result<std::int64_t> next();
  // Takes a page that begins there, and gives the new next(). Of another journal than the lines
  // that are here: they are forgotten and it is 1, unless the page begins with the first line.
  base::Result<std::int64_t> take(const JournalPage& page);

  // Newest first: lines with a number below `before`, at most `limit`.
  base::Result<std::vector<CopiedLine>> find(const JournalFilter& filter, std::int64_t before,
                                             std::size_t limit);
  base::Result<std::vector<std::string>> kinds();  // that occur

 private:
  explicit JournalCopy(storage::Database database) : database_{std::move(database)} {}

  base::Result<void> insert(const JournalPageLine& line);

  storage::Database database_;
};

}  // namespace appliance
