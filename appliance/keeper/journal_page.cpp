#include "appliance/keeper/journal_page.h"

#include "base/clock.h"
#include "base/ticks.h"

namespace appliance {
namespace {

// Below the 64 KiB of a header, with room for what surrounds the lines.
constexpr std::size_t kPageBytesMax = 56U << 10;

std::string text_or(const base::Json& arguments, std::string_view name) {
  const base::Json* found = arguments.find(name);
  return found != nullptr && found->as_string() != nullptr ? *found->as_string() : std::string{};
}

base::Json to_page_line(const storage::JournalLine& line) {
  base::Json json;
  const auto time = base::to_wall_time(line.time);
  json["line"] = line.number;
  json["time"] = time ? base::format_rfc3339(*time) : std::string{};
  json["kind"] = line.entry.kind;
  json["actor"] = line.entry.actor;
  json["subject"] = line.entry.subject;
  json["fields"] = line.entry.fields;
  return json;
}

}  // namespace

base::Result<storage::JournalEntry> to_journal_entry(const base::Json& arguments) {
  storage::JournalEntry entry;
  ASSIGN_OR_RETURN(entry.kind, arguments.get_string("kind"));
  ASSIGN_OR_RETURN(entry.actor, arguments.get_string("actor"));
  entry.subject = text_or(arguments, "subject");
  if (const base::Json* fields = arguments.find("fields")) entry.fields = *fields;
  return entry;
}

base::Json journal_page(const std::vector<storage::JournalLine>& lines, std::uint64_t from) {
  base::Json page;
  base::Json::Array shown;
  std::uint64_t next = from;
  std::size_t bytes = 0;
  for (const storage::JournalLine& line : lines) {
    base::Json json = to_page_line(line);
    bytes += json.dump().size() + 1;
    if (bytes > kPageBytesMax && !shown.empty()) break;
    shown.push_back(std::move(json));
    next = line.number + 1;
  }
  page["lines"] = base::Json{std::move(shown)};
  page["next"] = next;
  return page;
}

}  // namespace appliance
