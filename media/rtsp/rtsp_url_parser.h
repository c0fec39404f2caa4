// URLs of streams, rtsp and rtsps: credentials are split off at once, so that what is kept, shown
// and sent never holds them.
//
// Pure. to_string() is the inverse for the URL without credentials.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace media {

inline constexpr std::uint16_t kRtspPort = 554;
inline constexpr std::uint16_t kRtspsPort = 322;
inline constexpr std::size_t kRtspUrlBytesMax = 2048;

struct RtspUrl {
  bool tls = false;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = kRtspPort;
  std::string path;  // with its query; empty, or begins with '/' or '?'

  bool operator==(const RtspUrl&) const = default;
};

struct RtspUrlWithCredentials {
  RtspUrl url;
  std::string user;  // percent-decoded; empty when there is none
  crypto::Secret password;
};

base::Result<RtspUrlWithCredentials> parse_rtsp_url(std::string_view text);

// The usual form: a default port is left out.
std::string to_string(const RtspUrl& url);

// What to SETUP or PLAY for an SDP `control` (RFC 2326 C.1.1), under `base`: the Content-Base,
// Content-Location or request URL.
std::string resolve_control(std::string_view base, std::string_view control);

}  // namespace media
