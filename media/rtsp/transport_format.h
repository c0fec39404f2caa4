// The headers Transport, RTP-Info and Session of RTSP (RFC 2326 sections 12.39, 12.33, 12.37).
//
// Unknown parameters are skipped, malformed known ones refused. The writers are inverses for what
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
  bool unicast = true;  // instead of multicast, which is the default of the standard when neither
                        // is named, but not what cameras mean: an unnamed one is unicast
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

struct RtpInfo {
  std::string url;
  std::optional<std::uint16_t> sequence;
  std::optional<std::uint32_t> rtp_time;

  bool operator==(const RtpInfo&) const = default;
};

base::Result<std::vector<RtpInfo>> parse_rtp_info(std::string_view value);  // at most 16
std::string to_string(const std::vector<RtpInfo>& streams);

struct RtspSession {
  std::string id;
  std::uint32_t timeout_s = 60;

  bool operator==(const RtspSession&) const = default;
};

base::Result<RtspSession> parse_rtsp_session(std::string_view value);
std::string to_string(const RtspSession& session);

}  // namespace media
