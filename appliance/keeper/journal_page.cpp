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

base::Result<JournalPageLine> read_page_line(const base::Json& json) {
  JournalPageLine line;
  ASSIGN_OR_RETURN(line.number, json.get_int("line"));
  ASSIGN_OR_RETURN(const std::string time, json.get_string("time"));
  ASSIGN_OR_RETURN(line.time, base::parse_rfc3339(time));
  ASSIGN_OR_RETURN(line.kind, json.get_string("kind"));
  ASSIGN_OR_RETURN(line.actor, json.get_string("actor"));
  ASSIGN_OR_RETURN(line.subject, json.get_string("subject"));
  const base::Json* const fields = json.find("fields");
  if (fields == nullptr || fields->as_object() == nullptr) {
    return base::Error{base::ErrorKind::InvalidInput, "a line without fields"};
  }
  line.fields = *fields;
  return line;
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

base::Json journal_page(const KeeperJournal::Excerpt& excerpt, std::uint64_t from) {
  base::Json page;
  base::Json::Array shown;
  std::uint64_t next = from;
  std::size_t bytes = 0;
  for (const storage::JournalLine& line : excerpt.lines) {
    base::Json json = to_page_line(line);
    bytes += json.dump().size() + 1;
    if (bytes > kPageBytesMax && !shown.empty()) break;
    shown.push_back(std::move(json));
    next = line.number + 1;
  }
  page["journal"] = base::to_string(excerpt.journal);
  page["last"] = excerpt.last_line;
  page["lines"] = base::Json{std::move(shown)};
  page["next"] = next;
  return page;
}

base::Result<JournalPage> read_journal_page(const base::Json& page) {
  JournalPage read;
  ASSIGN_OR_RETURN(read.journal, page.get_string("journal"));
  ASSIGN_OR_RETURN(read.last_line, page.get_int("last"));
  ASSIGN_OR_RETURN(read.next, page.get_int("next"));
  const base::Json* const lines = page.find("lines");
  const base::Json::Array* const list = lines != nullptr ? lines->as_array() : nullptr;
  if (list == nullptr) return base::Error{base::ErrorKind::InvalidInput, "a page without lines"};
  for (const base::Json& each : *list) {
    ASSIGN_OR_RETURN(JournalPageLine line, read_page_line(each));
    read.lines.push_back(std::move(line));
  }
  return read;
}

}  // namespace appliance
