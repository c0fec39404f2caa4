#include "nvr/view/change_messages.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace nvr {
namespace {

using base::Json;

struct ChangedTime {
  std::string from;  // RFC 3339 of one form: text compares as time
  std::string to;
};

std::string text_of_member(const Json& change, std::string_view name) {
  const Json* member = change.find(name);
  return member != nullptr && member->as_string() != nullptr ? *member->as_string() : "";
}

bool member_is_true(const Json& change, std::string_view name) {
  const Json* member = change.find(name);
  return member != nullptr && member->as_bool() != nullptr && *member->as_bool();
}

Json message_of_type(const char* type) {
  Json message{Json::Object{}};
  message["type"] = type;
  return message;
}

Json camera_message(const Json& change) {
  Json message = message_of_type("camera");
  message["camera"] = text_of_member(change, "camera");
  message["removed"] = member_is_true(change, "removed");
  return message;
}

Json state_message(const Json& change) {
  Json message = message_of_type("state");
  message["camera"] = text_of_member(change, "camera");
  message["stream"] = text_of_member(change, "stream");
  Json state{Json::Object{}};
  for (const char* name : {"state", "since", "reason", "detail", "next_try"}) {
    const std::string text = text_of_member(change, name);
    if (!text.empty()) state[name] = text;
  }
  message["state"] = std::move(state);
  return message;
}

}  // namespace

std::vector<Json> change_messages(std::span<const Json> changes) {
  std::vector<Json> messages;
  std::map<std::pair<std::string, std::string>, ChangedTime> footage;
  for (const Json& change : changes) {
    const std::string kind = text_of_member(change, "kind");
    if (kind == "camera") messages.push_back(camera_message(change));
    if (kind == "state" && !member_is_true(change, "removed")) {
      messages.push_back(state_message(change));
    }
    if (kind != "span" && kind != "segment") continue;
    const std::string from = text_of_member(change, "from");
    const std::string to = text_of_member(change, "to");
    const std::string stream = text_of_member(change, "stream");
    if (from.empty() || to.empty() || (stream != "main" && stream != "sub")) continue;
    const auto [at, fresh] =
        footage.try_emplace({text_of_member(change, "camera"), stream}, ChangedTime{from, to});
    if (fresh) continue;
    at->second.from = std::min(at->second.from, from);
    at->second.to = std::max(at->second.to, to);
  }
  for (const auto& [stream, time] : footage) {
    Json message = message_of_type("footage");
    message["camera"] = stream.first;
    message["stream"] = stream.second;
    message["from"] = time.from;
    message["to"] = time.to;
    messages.push_back(std::move(message));
  }
  return messages;
}

Json status_message() {
  return message_of_type("status");
}

Json reset_message() {
  return message_of_type("reset");
}

}  // namespace nvr
