#include "nvr/view/view_changes.h"

#include <string>

#include "base/random_id.h"

namespace nvr {
namespace {

using base::Json;
using base::Result;
using storage::Database;

bool is_removed(const Json& change) {
  const Json* removed = change.find("removed");
  return removed != nullptr && removed->as_bool() != nullptr && *removed->as_bool();
}

std::string text_or_empty(const Json& change, std::string_view name) {
  const Json* member = change.find(name);
  return member != nullptr && member->as_string() != nullptr ? *member->as_string() : "";
}

Result<std::string> get_id_text(const Json& change, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, change.get_string(name));
  RETURN_IF_ERROR(base::parse_id(text));
  return text;
}

Result<std::int64_t> get_ms(const Json& change, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, change.get_string(name));
  ASSIGN_OR_RETURN(const base::WallTime time, base::parse_rfc3339(text));
  return view_ms_of(time);
}

Result<void> apply_camera(Database& database, const Json& change) {
  ASSIGN_OR_RETURN(const std::string camera, get_id_text(change, "camera"));
  if (is_removed(change)) {
    RETURN_IF_ERROR(database.execute("DELETE FROM cameras WHERE camera = ?", camera));
    RETURN_IF_ERROR(database.execute("DELETE FROM states WHERE camera = ?", camera));
    return {};
  }
  ASSIGN_OR_RETURN(const std::string name, change.get_string("name"));
  RETURN_IF_ERROR(
      database.execute("INSERT INTO cameras VALUES (?, ?, 'null') ON CONFLICT (camera) "
                       "DO UPDATE SET name = excluded.name",
                       camera, name));
  return {};
}

// Only what the API's StreamState has, and nothing that is empty.
Json state_fields(const Json& change) {
  Json fields{Json::Object{}};
  for (const char* name : {"state", "since", "reason", "detail", "next_try"}) {
    const std::string text = text_or_empty(change, name);
    if (!text.empty()) fields[name] = text;
  }
  return fields;
}

Result<void> apply_state(Database& database, const Json& change) {
  ASSIGN_OR_RETURN(const std::string camera, get_id_text(change, "camera"));
  ASSIGN_OR_RETURN(const std::string stream, change.get_string("stream"));
  if (is_removed(change)) {
    RETURN_IF_ERROR(
        database.execute("DELETE FROM states WHERE camera = ? AND stream = ?", camera, stream));
    return {};
  }
  RETURN_IF_ERROR(change.get_string("state"));
  RETURN_IF_ERROR(database.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", camera, stream,
                                   state_fields(change).dump()));
  return {};
}

Result<void> apply_segment(Database& database, const Json& change) {
  ASSIGN_OR_RETURN(const std::string segment, get_id_text(change, "segment"));
  ASSIGN_OR_RETURN(const std::string state, change.get_string("state"));
  if (state == "removed") {
    RETURN_IF_ERROR(database.execute("DELETE FROM segments WHERE segment = ?", segment));
    return {};
  }
  ASSIGN_OR_RETURN(const std::string camera, get_id_text(change, "camera"));
  ASSIGN_OR_RETURN(const std::string stream, change.get_string("stream"));
  ASSIGN_OR_RETURN(const std::int64_t sequence, change.get_int("sequence"));
  ASSIGN_OR_RETURN(const std::string volume, get_id_text(change, "volume"));
  ASSIGN_OR_RETURN(const std::string path, change.get_string("path"));
  ASSIGN_OR_RETURN(const std::int64_t bytes, change.get_int("bytes"));
  if (text_or_empty(change, "from").empty()) return {};  // opened, and nothing in it yet
  ASSIGN_OR_RETURN(const std::int64_t from_ms, get_ms(change, "from"));
  ASSIGN_OR_RETURN(const std::int64_t to_ms, get_ms(change, "to"));
  RETURN_IF_ERROR(database.execute(
      "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", segment, camera,
      stream, sequence, from_ms, to_ms, bytes, state, volume, path));
  return {};
}

Result<void> apply_span(Database& database, const Json& change) {
  ASSIGN_OR_RETURN(const std::string camera, get_id_text(change, "camera"));
  ASSIGN_OR_RETURN(const std::string stream, change.get_string("stream"));
  ASSIGN_OR_RETURN(const std::string state, change.get_string("state"));
  ASSIGN_OR_RETURN(const std::int64_t from_ms, get_ms(change, "from"));
  if (state == "removed" || is_removed(change)) {
    RETURN_IF_ERROR(
        database.execute("DELETE FROM spans WHERE camera = ? AND stream = ? AND from_ms = ?",
                         camera, stream, from_ms));
    return {};
  }
  if (text_or_empty(change, "to").empty()) return {};  // lasts, and nobody knows until when
  ASSIGN_OR_RETURN(const std::int64_t to_ms, get_ms(change, "to"));
  RETURN_IF_ERROR(database.execute("INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?)", camera,
                                   stream, from_ms, to_ms, state, text_or_empty(change, "reason")));
  return {};
}

Result<void> apply_kind(Database& database, const std::string& kind, const Json& change) {
  if (kind == "camera") return apply_camera(database, change);
  if (kind == "state") return apply_state(database, change);
  if (kind == "segment") return apply_segment(database, change);
  if (kind == "span") return apply_span(database, change);
  return {};
}

}  // namespace

std::int64_t view_ms_of(base::WallTime time) {
  return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

base::WallTime time_of_view_ms(std::int64_t ms) {
  return base::WallTime{std::chrono::milliseconds{ms}};
}

Result<void> clear_view(Database& database) {
  RETURN_IF_ERROR(database.execute("DELETE FROM cameras"));
  RETURN_IF_ERROR(database.execute("DELETE FROM states"));
  RETURN_IF_ERROR(database.execute("DELETE FROM segments"));
  RETURN_IF_ERROR(database.execute("DELETE FROM spans"));
  RETURN_IF_ERROR(database.execute("UPDATE position SET n = 0"));
  return {};
}

Result<void> apply_change(Database& database, const Json& change) {
  ASSIGN_OR_RETURN(const std::int64_t n, change.get_int("n"));
  ASSIGN_OR_RETURN(const std::string kind, change.get_string("kind"));
  RETURN_IF_ERROR(apply_kind(database, kind, change));
  RETURN_IF_ERROR(database.execute("UPDATE position SET n = max(n, ?)", n));
  return {};
}

Result<void> put_details(Database& database, const Json& camera) {
  ASSIGN_OR_RETURN(const std::string id, get_id_text(camera, "camera"));
  ASSIGN_OR_RETURN(const std::string name, camera.get_string("name"));
  RETURN_IF_ERROR(
      database.execute("INSERT INTO cameras VALUES (?, ?, ?) ON CONFLICT (camera) "
                       "DO UPDATE SET name = excluded.name, details = excluded.details",
                       id, name, camera.dump()));
  return {};
}

}  // namespace nvr
