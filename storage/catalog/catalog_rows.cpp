#include "storage/catalog/catalog_rows.h"

#include <array>
#include <charconv>

#include "base/clock.h"

namespace storage {
namespace {

constexpr std::string_view kBackfillName = "backfill-";
constexpr std::array<std::string_view, 10> kReasonNames{
    "",           "camera_unreachable", "lost",       "recorder_down", "disk_slow",
    "disk_error", "no_space",           "on_purpose", "not_media",     "clock_step"};

std::string state_name(RowState state) {
  switch (state) {
    case RowState::Open:
      return "open";
    case RowState::Final:
      return "final";
    case RowState::Unterminated:
      return "unterminated";
    case RowState::Removed:
      return "removed";
  }
  return "unterminated";
}

void describe(base::Json& json, const SegmentRow& row) {
  const SegmentFacts& facts = row.facts;
  json["kind"] = "segment";
  json["camera"] = base::to_string(facts.camera);
  json["stream"] = stream_name(facts.stream);
  json["sequence"] = facts.sequence;
  json["segment"] = base::to_string(facts.segment);
  json["day"] = base::day_name(facts.day);
  json["volume"] = base::to_string(row.volume);
  json["path"] = row.path;
  json["from"] = rfc3339(facts.from);
  json["to"] = rfc3339(facts.to);
  json["bytes"] = facts.bytes;
  json["records"] = facts.records;
  json["state"] = state_name(row.state);
}

void describe(base::Json& json, const SpanRow& row) {
  json["kind"] = "span";
  json["camera"] = base::to_string(row.camera);
  json["stream"] = stream_name(row.stream);
  json["from"] = rfc3339(row.span.from);
  json["to"] = rfc3339(row.span.to);
  const bool gap = row.span.state == CoverageState::Gap;
  json["state"] = row.removed ? "removed" : gap ? "gap" : "recorded";
  if (gap) json["reason"] = reason_name(row.span.reason);
}

void describe(base::Json& json, const EntryRow& row) {
  if (const auto* fields = row.fields.as_object()) {
    for (const auto& [name, value] : *fields) json[name] = value;
  }
  json["kind"] = row.kind;
  if (row.removed) json["removed"] = true;
}

}  // namespace

std::string stream_name(StreamId stream) {
  const auto number = static_cast<std::uint16_t>(stream);
  const std::string start = is_backfill(stream) ? std::string{kBackfillName} : "";
  const unsigned live = number & ~unsigned{kBackfillBit};
  if (live == 0) return start + "main";
  return start + (live == 1 ? "sub" : std::to_string(live));
}

std::optional<StreamId> parse_stream_name(std::string_view name) {
  const bool backfill = name.starts_with(kBackfillName);
  if (backfill) name.remove_prefix(kBackfillName.size());
  std::uint16_t number = 0;
  if (name == "sub") number = 1;
  if (name != "main" && name != "sub") {
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size() || number < 2 ||
        number >= kLiveStreams || name.front() == '0') {
      return std::nullopt;
    }
  }
  const auto stream = static_cast<StreamId>(number);
  return backfill ? backfill_of(stream) : stream;
}

std::string reason_name(GapReason reason) {
  const auto number = static_cast<std::size_t>(reason);
  if (number > 0 && number < kReasonNames.size()) return std::string{kReasonNames[number]};
  return std::to_string(number);
}

std::string rfc3339(base::Ticks time) {
  const auto wall = base::to_wall_time(time);
  return time.is_known() && wall ? base::format_rfc3339(*wall) : "";
}

base::Json to_json(const Change& change) {
  base::Json json{base::Json::Object{}};
  std::visit([&json](const auto& row) { describe(json, row); }, change.row);
  json["n"] = change.n;
  return json;
}

}  // namespace storage
