#include "appliance/keeper/verb_arguments.h"

#include <string>
#include <utility>

namespace appliance {

using base::Json;
using base::ipc::Reply;
using crypto::Secret;

base::Result<base::Id> get_id(const Json& arguments, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, arguments.get_string(name));
  return base::parse_id(text);
}

base::Result<std::optional<base::Id>> find_id(const Json& arguments, std::string_view name) {
  if (arguments.find(name) == nullptr) return std::optional<base::Id>{};
  ASSIGN_OR_RETURN(const base::Id id, get_id(arguments, name));
  return std::optional{id};
}

base::Result<std::int64_t> get_number(const Json& arguments, std::string_view name,
                                      std::int64_t min, std::int64_t max) {
  ASSIGN_OR_RETURN(const std::int64_t number, arguments.get_int(name));
  if (number < min || number > max) {
    return base::Error{base::ErrorKind::InvalidInput, std::string{name} + " is out of bounds"};
  }
  return number;
}

base::Result<base::Day> get_day(const Json& arguments, std::string_view name) {
  ASSIGN_OR_RETURN(const std::int64_t day, get_number(arguments, name, 0, base::kDayMax));
  return static_cast<base::Day>(day);
}

Secret take_secret(base::ipc::Payload& payload) {
  return Secret::take(std::move(payload.body));
}

Reply with_body(base::ByteView body) {
  Reply reply;
  reply.body.assign(body.begin(), body.end());
  return reply;
}

Reply with_files(const std::vector<base::Bytes>& files) {
  Reply reply;
  Json::Array sizes;
  for (const base::Bytes& file : files) {
    sizes.emplace_back(static_cast<std::int64_t>(file.size()));
    base::append(reply.body, file);
  }
  reply.arguments["sizes"] = Json{std::move(sizes)};
  return reply;
}

base::Result<Reply> secret_reply(base::Result<Secret> secret) {
  if (!secret) return std::move(secret).error();
  return with_body(secret->reveal());
}

base::Result<Reply> empty_reply(base::Result<void> done) {
  if (!done) return std::move(done).error();
  return Reply{};
}

}  // namespace appliance
