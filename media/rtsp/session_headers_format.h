// The headers RTP-Info and Session of RTSP (RFC 2326 sections 12.33 and 12.37).
//
// Unknown parameters are skipped, malformed known ones refused. The writers are inverses for what
// is kept. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace media {

// Where a stream's packets begin after PLAY.
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
