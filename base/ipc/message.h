// What the programs of Custody say to each other: requests, replies, errors and events.
//
// Values only. A message owns its body and its descriptors; moving it moves them. Secrets travel in
// the body and nowhere else: queues and buffers of this folder wipe what has passed through them,
// and whoever takes a secret out of a body calls wipe().
// The bytes of a message: docs/design/control-protocol.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace base::ipc {

enum class MessageKind : std::uint8_t { Request = 1, Reply = 2, Error = 3, Event = 4 };

inline constexpr std::size_t kErrorMessageBytesMax = 1024;

// An empty object. Out of line, because GCC 12 warns of an uninitialised member when it sees
// through the construction of a Json that is moved at once.
Json no_arguments();

// What a request asks with, a reply answers with and an event tells.
struct Payload {
  Json arguments = no_arguments();  // always an object
  Bytes body{};
  std::vector<UniqueFd> descriptors{};
};

using Reply = Payload;

struct Message {
  MessageKind kind = MessageKind::Event;
  // A request's number, chosen by its sender and not used twice on a connection; a reply or an
  // error carries the number of its request, an event that of the request that subscribed to it.
  // 0: an event of nobody's request; an error with 0 is the last word on a connection.
  std::uint64_t id = 0;
  std::string name{};                       // the verb of a request, the name of an event
  Payload payload{};                        // empty in an error
  Error error{ErrorKind::Unavailable, {}};  // of an error

  static Message request(std::uint64_t id, std::string verb, Payload payload = {});
  static Message reply(std::uint64_t id, Payload payload = {});
  static Message failure(std::uint64_t id, Error error);  // cuts a message that is too long
  static Message event(std::uint64_t id, std::string name, Payload payload = {});
};

// Overwrites and empties: for a body that held a secret, once it is where it belongs.
void wipe(Bytes& bytes);

}  // namespace base::ipc
