#include "base/ipc/frame_format.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

#include "base/byte_order.h"

namespace base::ipc {
namespace {

constexpr std::uint32_t kMagic = 0x43754901;  // "CuI" and the version
constexpr std::uint32_t kVersionMask = 0xff;

constexpr std::array kErrorKinds = {
    ErrorKind::InvalidInput, ErrorKind::NotFound, ErrorKind::Exists,
    ErrorKind::Denied,       ErrorKind::Corrupt,  ErrorKind::DiskFull,
    ErrorKind::Io,           ErrorKind::Timeout,  ErrorKind::Unavailable,
};

Error malformed(const char* why) {
  return {ErrorKind::InvalidInput, std::string{"malformed frame: "} + why};
}

Error unfit(const char* why) {
  return {ErrorKind::InvalidInput, std::string{"message cannot be sent: "} + why};
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kNameBytesMax && std::ranges::all_of(name, allowed);
}

bool is_id(std::uint64_t id) {
  return id <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

bool has_name(MessageKind kind) {
  return kind == MessageKind::Request || kind == MessageKind::Event;
}

bool needs_id(MessageKind kind) {
  return kind == MessageKind::Request || kind == MessageKind::Reply;
}

// As deep as `levels` at most; never recurses further than that.
bool fits_depth(const Json& value, std::size_t levels) {
  const auto fits_below = [levels](const Json& inner) { return fits_depth(inner, levels - 1); };
  if (const auto* array = value.as_array()) {
    return levels > 0 && std::ranges::all_of(*array, fits_below);
  }
  if (const auto* object = value.as_object()) {
    return levels > 0 && std::ranges::all_of(*object, [&](const auto& member) {
             return fits_below(member.second);
           });
  }
  return true;
}

Json header_of(const Message& message) {
  Json header;
  header["id"] = message.id;
  if (message.kind == MessageKind::Request) header["verb"] = message.name;
  if (message.kind == MessageKind::Event) header["event"] = message.name;
  if (message.kind == MessageKind::Error) {
    header["error"]["kind"] = to_wire(message.error.kind);
    header["error"]["message"] = message.error.message;
  } else {
    header["arguments"] = message.payload.arguments;
  }
  return header;
}

// Reads what header_of() writes. Members it does not know are found by the comparison in finish().
Result<Message> message_of(MessageKind kind, const Json& header) {
  Message message{.kind = kind};
  ASSIGN_OR_RETURN(const std::int64_t id, header.get_int("id"));
  if (id < 0 || (id == 0 && needs_id(kind))) return malformed("number out of range");
  message.id = static_cast<std::uint64_t>(id);
  if (has_name(kind)) {
    const char* member = kind == MessageKind::Request ? "verb" : "event";
    ASSIGN_OR_RETURN(message.name, header.get_string(member));
    if (!is_name(message.name)) return malformed("not a name");
  }
  if (kind == MessageKind::Error) {
    const Json* error = header.find("error");
    if (error == nullptr) return malformed("no error");
    ASSIGN_OR_RETURN(const std::string name, error->get_string("kind"));
    ASSIGN_OR_RETURN(message.error.message, error->get_string("message"));
    const auto known = error_kind_from_wire(name);
    if (!known) return malformed("unknown kind of error");
    message.error.kind = *known;
    return message;
  }
  const Json* arguments = header.find("arguments");
  if (arguments == nullptr || arguments->as_object() == nullptr) return malformed("no arguments");
  message.payload.arguments = *arguments;
  return message;
}

Result<void> check(const Message& message, const Limits& limits) {
  const Payload& payload = message.payload;
  if (!is_id(message.id) || (message.id == 0 && needs_id(message.kind))) {
    return unfit("number out of range");
  }
  if (has_name(message.kind) && !is_name(message.name)) return unfit("not a name");
  if (payload.arguments.as_object() == nullptr) return unfit("arguments are no object");
  if (!fits_depth(payload.arguments, kHeaderDepthMax - 1)) return unfit("arguments are too deep");
  if (payload.body.size() > limits.body_bytes_max) return unfit("body is too long");
  if (payload.descriptors.size() > limits.descriptors_max) return unfit("too many descriptors");
  if (message.kind == MessageKind::Error &&
      (!payload.body.empty() || !payload.descriptors.empty())) {
    return unfit("an error carries nothing else");
  }
  return {};
}

// Moves up to `wanted - out.size()` bytes over.
void take(ByteView& from, Bytes& out, std::size_t wanted) {
  const std::size_t count = std::min(from.size(), wanted - out.size());
  append(out, from.first(count));
  from = from.subspan(count);
}

}  // namespace

std::string_view to_wire(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::InvalidInput:
      return "invalid-input";
    case ErrorKind::NotFound:
      return "not-found";
    case ErrorKind::Exists:
      return "exists";
    case ErrorKind::Denied:
      return "denied";
    case ErrorKind::Corrupt:
      return "corrupt";
    case ErrorKind::DiskFull:
      return "disk-full";
    case ErrorKind::Io:
      return "io";
    case ErrorKind::Timeout:
      return "timeout";
    case ErrorKind::Unavailable:
      return "unavailable";
  }
  return "unavailable";
}

std::optional<ErrorKind> error_kind_from_wire(std::string_view name) {
  const auto* found =
      std::ranges::find_if(kErrorKinds, [name](ErrorKind kind) { return to_wire(kind) == name; });
  if (found == kErrorKinds.end()) return std::nullopt;
  return *found;
}

Result<Bytes> encode_head(const Message& message, const Limits& limits) {
  RETURN_IF_ERROR(check(message, limits));
  const std::string header = header_of(message).dump();
  if (header.size() > limits.header_bytes_max) return unfit("arguments are too long");

  ByteWriter head;
  head.put(kMagic);
  head.put(static_cast<std::uint8_t>(message.kind));
  head.put(std::uint8_t{0});
  head.put(static_cast<std::uint16_t>(message.payload.descriptors.size()));
  head.put(static_cast<std::uint32_t>(header.size()));
  head.put(static_cast<std::uint32_t>(message.payload.body.size()));
  head.put(as_bytes(header));
  return std::move(head).take();
}

FrameDecoder::~FrameDecoder() {
  wipe(body_);
  for (Message& message : ready_) wipe(message.payload.body);
}

Result<void> FrameDecoder::feed(ByteView bytes, std::vector<UniqueFd> descriptors) {
  if (failure_) return *failure_;
  std::ranges::move(descriptors, std::back_inserter(descriptors_));
  Result<void> outcome;
  while (outcome && !bytes.empty()) outcome = advance(bytes);
  if (outcome) outcome = check_descriptors();
  if (!outcome) {
    failure_ = outcome.error();
    descriptors_.clear();
    wipe(body_);
  }
  return outcome;
}

std::optional<Message> FrameDecoder::next() {
  if (ready_.empty()) return std::nullopt;
  Message message = std::move(ready_.front());
  ready_.pop_front();
  return message;
}

Result<void> FrameDecoder::advance(ByteView& bytes) {
  if (!prefix_) {
    take(bytes, prefix_bytes_, kPrefixBytes);
    if (prefix_bytes_.size() < kPrefixBytes) return {};
    ASSIGN_OR_RETURN(prefix_, parse_prefix());
    // One allocation, so that no copy of a secret stays behind in a smaller one. The kernel gives
    // pages when they are written: an announced length costs nothing but addresses.
    body_.reserve(prefix_->body_bytes);
  }
  take(bytes, header_, prefix_->header_bytes);
  take(bytes, body_, prefix_->body_bytes);
  const bool whole = header_.size() == prefix_->header_bytes && body_.size() == prefix_->body_bytes;
  return whole ? finish() : Result<void>{};
}

Result<FrameDecoder::Prefix> FrameDecoder::parse_prefix() const {
  ByteReader reader{prefix_bytes_};
  const auto magic = reader.get<std::uint32_t>();
  const auto kind = reader.get<std::uint8_t>();
  const auto flags = reader.get<std::uint8_t>();
  const std::size_t descriptors = reader.get<std::uint16_t>();
  const std::size_t header_bytes = reader.get<std::uint32_t>();
  const std::size_t body_bytes = reader.get<std::uint32_t>();
  if ((magic & ~kVersionMask) != (kMagic & ~kVersionMask)) return malformed("wrong magic");
  if (magic != kMagic) return malformed("another version of the protocol");
  if (kind < static_cast<std::uint8_t>(MessageKind::Request) ||
      kind > static_cast<std::uint8_t>(MessageKind::Event)) {
    return malformed("unknown kind");
  }
  const auto known = static_cast<MessageKind>(kind);
  if (flags != 0) return malformed("unknown flags");
  if (descriptors > limits_.descriptors_max) return malformed("too many descriptors");
  if (header_bytes == 0 || header_bytes > limits_.header_bytes_max) {
    return malformed("header length out of range");
  }
  if (body_bytes > limits_.body_bytes_max) return malformed("body is too long");
  if (known == MessageKind::Error && (body_bytes > 0 || descriptors > 0)) {
    return malformed("an error carries nothing else");
  }
  return Prefix{known, descriptors, header_bytes, body_bytes};
}

Result<void> FrameDecoder::finish() {
  const std::string_view text = as_text(header_);
  const JsonLimits json_limits{.bytes_max = limits_.header_bytes_max, .depth_max = kHeaderDepthMax};
  ASSIGN_OR_RETURN(const Json header, parse_json(text, json_limits));
  ASSIGN_OR_RETURN(Message message, message_of(prefix_->kind, header));
  if (header_of(message).dump() != text) return malformed("header is not in its one spelling");
  if (descriptors_.size() < prefix_->descriptors) return malformed("descriptors are missing");

  const auto end = descriptors_.begin() + static_cast<std::ptrdiff_t>(prefix_->descriptors);
  message.payload.descriptors.assign(std::make_move_iterator(descriptors_.begin()),
                                     std::make_move_iterator(end));
  descriptors_.erase(descriptors_.begin(), end);
  message.payload.body = std::exchange(body_, {});
  ready_.push_back(std::move(message));
  prefix_bytes_.clear();
  header_.clear();
  prefix_.reset();
  return {};
}

// Descriptors come with the first byte of their frame at the latest, so what is held now belongs
// to the frame under way.
Result<void> FrameDecoder::check_descriptors() const {
  const std::size_t expected = prefix_                 ? prefix_->descriptors
                               : prefix_bytes_.empty() ? 0
                                                       : limits_.descriptors_max;
  if (descriptors_.size() > expected) return malformed("more descriptors than announced");
  return {};
}

}  // namespace base::ipc
