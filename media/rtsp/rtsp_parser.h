// Reads RTSP 1.0 requests, responses and interleaved packets from a stream of bytes, as they come.
//
// For both ends of a connection. Lines may end with LF alone and blank lines may stand between
// messages, because cameras do so; everything that could be read in two ways is refused. After an
// error the connection is of no more use. Memory is bounded by the limits. Not thread-safe.
// Inverse: write_rtsp(), append_interleaved().
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "media/rtsp/rtsp_message.h"

namespace media {

struct RtspLimits {
  std::size_t head_bytes_max = 16 * 1024;
  std::size_t fields_max = 64;
  std::size_t body_bytes_max = 64 * 1024;
};

class RtspParser {
 public:
  explicit RtspParser(RtspLimits limits = {}) : limits_{limits} {}

  // Give what was received, then take messages until there is none. Whoever does so holds no more
  // than one incomplete message and the last piece. The error stays.
  void push(base::ByteView bytes);
  base::Result<std::optional<RtspMessage>> next();

  std::size_t buffered() const { return buffer_.size() - start_; }

 private:
  base::Result<std::optional<RtspMessage>> parse_next();
  std::optional<RtspMessage> take_interleaved();
  base::Result<std::optional<RtspMessage>> take_message();
  base::Result<std::optional<std::size_t>> find_head_end();
  base::ByteView rest() const { return base::ByteView{buffer_}.subspan(start_); }
  void consume(std::size_t count);

  RtspLimits limits_;
  base::Bytes buffer_;
  std::size_t start_ = 0;    // of what is not parsed yet
  std::size_t scanned_ = 0;  // bytes from start_ known to hold no end of a head
  std::size_t needed_ = 0;   // bytes from start_ that the message begun there has, once known
  std::optional<base::Error> broken_;
};

}  // namespace media
