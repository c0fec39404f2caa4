// Session descriptions (RFC 8866), as far as cameras use them: parse_sdp() and to_string() are
// inverses for what is kept.
//
// Lines may end with LF alone and stand in any order the standard does not know, because cameras
// do so; unknown ones are skipped. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace media::sdp {

inline constexpr std::size_t kSdpBytesMax = 64 * 1024;
inline constexpr std::size_t kMediaMax = 16;
inline constexpr std::size_t kFormatsMax = 16;     // per media
inline constexpr std::size_t kParametersMax = 64;  // per fmtp line

// What one payload type stands for: a rtpmap line, with the fmtp line that goes with it.
struct Format {
  std::uint8_t payload_type = 0;
  std::string encoding;  // as written: compare without regard to case; empty without a rtpmap line
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
  std::vector<std::pair<std::string, std::string>> parameters;  // of fmtp, in order

  // The value of a parameter, its name compared without regard to case; null when there is none.
  const std::string* parameter(std::string_view name) const;

  bool operator==(const Format&) const = default;
};

enum class Direction { SendReceive, SendOnly, ReceiveOnly, Inactive };

struct Media {
  std::string type;  // "video", "audio", "application"
  std::uint16_t port = 0;
  std::string protocol = "RTP/AVP";
  std::vector<Format> formats;
  std::string connection;            // the address of its c= line
  std::uint32_t bandwidth_kbps = 0;  // b=AS
  std::string control;
  std::optional<double> framerate;
  Direction direction = Direction::SendReceive;

  bool operator==(const Media&) const = default;
};

struct Session {
  std::uint64_t id = 0;  // of the o= line
  std::uint64_t version = 0;
  std::string origin_address = "0.0.0.0";
  std::string name = "-";
  std::string connection;
  std::string control;
  std::string range;  // a=range, as written
  std::vector<Media> media;

  bool operator==(const Session&) const = default;
};

base::Result<Session> parse_sdp(std::string_view text);
std::string to_string(const Session& session);

}  // namespace media::sdp
