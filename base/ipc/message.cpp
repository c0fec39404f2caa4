#include "base/ipc/message.h"

#include <string.h>

namespace base::ipc {

Json no_arguments() {
  return Json::Object{};
}

Message Message::request(std::uint64_t id, std::string verb, Payload payload) {
  return {.kind = MessageKind::Request,
          .id = id,
          .name = std::move(verb),
          .payload = std::move(payload)};
}

Message Message::reply(std::uint64_t id, Payload payload) {
  return {.kind = MessageKind::Reply, .id = id, .payload = std::move(payload)};
}

Message Message::failure(std::uint64_t id, Error error) {
  if (error.message.size() > kErrorMessageBytesMax) error.message.resize(kErrorMessageBytesMax);
  return {.kind = MessageKind::Error, .id = id, .error = std::move(error)};
}

Message Message::event(std::uint64_t id, std::string name, Payload payload) {
  return {
      .kind = MessageKind::Event, .id = id, .name = std::move(name), .payload = std::move(payload)};
}

void wipe(Bytes& bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace base::ipc
