// RTSP 1.0 messages (RFC 2326) as values, and how they are written.
//
// Plain values. Inverse of the writers: RtspParser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace media {

// Fields in order; names compared without regard to case.
class RtspHeaders {
 public:
  struct Field {
    std::string name;
    std::string value;

    bool operator==(const Field&) const = default;
  };

  RtspHeaders() = default;
  RtspHeaders(std::initializer_list<Field> fields);

  // Asserts that `name` is a token. Control bytes in `value` become spaces: it cannot start a line.
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);  // replaces all fields of that name

  const std::string* find(std::string_view name) const;  // the first; null when there is none
  std::string_view get(std::string_view name) const;     // the first; empty when there is none
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

  bool operator==(const RtspHeaders&) const = default;

 private:
  std::vector<Field> fields_;
};

// Content-Length is in neither `headers`: parser and writer take it from and for the body.
struct RtspRequest {
  std::string method;
  std::string uri;
  RtspHeaders headers;
  base::Bytes body;

  bool operator==(const RtspRequest&) const = default;
};

struct RtspResponse {
  int status = 200;  // 100 to 599
  std::string reason;
  RtspHeaders headers;
  base::Bytes body;

  bool operator==(const RtspResponse&) const = default;
};

// An RTP or RTCP packet inside the connection (section 10.12).
struct RtspInterleaved {
  std::uint8_t channel = 0;
  base::ByteView packet;  // of the parser's buffer: good until its next call
};

using RtspMessage = std::variant<RtspRequest, RtspResponse, RtspInterleaved>;

base::Bytes write_rtsp(const RtspRequest& request);
base::Bytes write_rtsp(const RtspResponse& response);  // an empty reason becomes the usual one
// Asserts that `packet` is no longer than 65535 bytes.
void append_interleaved(base::Bytes& out, std::uint8_t channel, base::ByteView packet);

// True when the comma-separated list `value` (of Public, Allow, Require) has `token`.
bool rtsp_list_has(std::string_view value, std::string_view token);

}  // namespace media
