// One message as bytes on a stream, and back: the codec of docs/design/control-protocol.md.
//
// Pure: no socket, no clock. encode_head() and FrameDecoder are inverses, and a message has one
// spelling: what decodes encodes to equal bytes. Not thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ipc/message.h"

namespace base::ipc {

inline constexpr std::size_t kPrefixBytes = 16;
inline constexpr std::size_t kNameBytesMax = 64;
inline constexpr std::size_t kHeaderDepthMax = 32;

// May be set lower for a socket that needs less; both ends may differ.
struct Limits {
  std::size_t header_bytes_max = std::size_t{64} << 10;  // 8 KiB hold every error
  std::size_t body_bytes_max = std::size_t{16} << 20;
  std::size_t descriptors_max = 16;
};

// A kind of error by its name on the wire, "not-found".
std::string_view to_wire(ErrorKind kind);
std::optional<ErrorKind> error_kind_from_wire(std::string_view name);

// Prefix and header; the frame is these bytes and then the body as it is. InvalidInput for a
// message that the other side would refuse.
Result<Bytes> encode_head(const Message& message, const Limits& limits = {});

// Turns a stream, however it is split, into messages.
//
// Every length is checked before a byte is stored for it, and memory is spent only for bytes that
// came. After an error the decoder stays failed, for a stream has no way back into step.
class FrameDecoder {
 public:
  explicit FrameDecoder(const Limits& limits = {}) : limits_{limits} {}
  ~FrameDecoder();  // wipes what was not taken
  FrameDecoder(const FrameDecoder&) = delete;

  // Takes all of `bytes`, and the descriptors that the kernel delivered with them. Messages that
  // were whole before an error can still be taken with next().
  Result<void> feed(ByteView bytes, std::vector<UniqueFd> descriptors = {});

  std::optional<Message> next();

  // Whether the stream may end here without cutting a message in two.
  bool between_frames() const { return prefix_bytes_.empty() && !failure_; }

 private:
  struct Prefix {
    MessageKind kind;
    std::size_t descriptors;
    std::size_t header_bytes;
    std::size_t body_bytes;
  };

  Result<void> advance(ByteView& bytes);
  Result<Prefix> parse_prefix() const;
  Result<void> finish();
  Result<void> check_descriptors() const;

  Limits limits_;
  Bytes prefix_bytes_;
  std::optional<Prefix> prefix_;
  Bytes header_;
  Bytes body_;
  std::vector<UniqueFd> descriptors_;  // delivered, not yet part of a message
  std::deque<Message> ready_;
  std::optional<Error> failure_;
};

}  // namespace base::ipc
