// RTP packets (RFC 3550 section 5.1): marshal_rtp() and parse_rtp() are inverses for all we keep.
//
// Padding is checked and dropped; contributing sources and header extensions are checked and
// skipped. Pure.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

inline constexpr std::size_t kRtpHeaderBytes = 12;  // as we marshal it
inline constexpr std::size_t kRtpPacketBytesMax = 65535;

struct RtpPacket {
  std::uint8_t payload_type = 0;  // 7 bits
  bool marker = false;
  std::uint16_t sequence = 0;
  std::uint32_t time = 0;
  std::uint32_t ssrc = 0;
  base::ByteView payload;  // of the bytes that were parsed: they must outlive it
};

base::Result<RtpPacket> parse_rtp(base::ByteView packet);
void append_rtp_header(base::Bytes& out, const RtpPacket& packet);  // without the payload
base::Bytes marshal_rtp(const RtpPacket& packet);

}  // namespace media
