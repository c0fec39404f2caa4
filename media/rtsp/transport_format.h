// The header Transport of RTSP (RFC 2326 section 12.39).
//
// Unknown parameters are skipped, malformed known ones refused. The writer is the inverse for what
// is kept. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace media {

struct RtspTransport {
  bool secure = false;  // RTP/SAVP instead of RTP/AVP
  bool tcp = false;     // lower transport: TCP instead of UDP
  // Instead of multicast. That is the standard's default, but not what cameras that name neither
  // mean.
  bool unicast = true;
  std::optional<std::pair<std::uint8_t, std::uint8_t>> interleaved;  // RTP and RTCP channel
  std::optional<std::pair<std::uint16_t, std::uint16_t>> client_port;
  std::optional<std::pair<std::uint16_t, std::uint16_t>> server_port;
  std::optional<std::pair<std::uint16_t, std::uint16_t>> port;  // of multicast
  std::optional<std::uint32_t> ssrc;
  std::optional<std::uint8_t> ttl;
  std::string destination;
  std::string source;
  std::string mode;  // without quotes

  bool operator==(const RtspTransport&) const = default;
};

// Alternatives in order of preference; those of unknown protocols are skipped. At most 16.
base::Result<std::vector<RtspTransport>> parse_transports(std::string_view value);
std::string to_string(const RtspTransport& transport);

}  // namespace media
