// RTCP (RFC 3550 section 6): the reports that tie media time to wall time and tell of loss.
//
// Reads compound packets, and lone ones, which cameras send; what it does not know it skips.
// marshal_rtcp() and parse_rtcp() are inverses for what is kept. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct ReportBlock {
  std::uint32_t ssrc = 0;              // whose packets it tells of
  std::uint8_t fraction_lost = 0;      // of 256, since the last report
  std::int32_t lost = 0;               // 24 bits; negative when duplicates outnumber losses
  std::uint32_t highest_sequence = 0;  // extended by the count of wraps
  std::uint32_t jitter = 0;
  std::uint32_t last_sender_report = 0;         // the middle 32 bits of its NTP time
  std::uint32_t delay_since_sender_report = 0;  // in 1/65536 s

  bool operator==(const ReportBlock&) const = default;
};

struct SenderReport {
  std::uint32_t ssrc = 0;
  std::uint64_t ntp_time = 0;  // 32.32 seconds since 1900
  std::uint32_t rtp_time = 0;  // the same moment on the media clock
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;
  std::vector<ReportBlock> blocks;  // up to 31

  bool operator==(const SenderReport&) const = default;
};

struct ReceiverReport {
  std::uint32_t ssrc = 0;
  std::vector<ReportBlock> blocks;  // up to 31

  bool operator==(const ReceiverReport&) const = default;
};

struct SourceDescription {
  std::uint32_t ssrc = 0;
  std::string cname;  // up to 255 bytes; other items are skipped

  bool operator==(const SourceDescription&) const = default;
};

struct Goodbye {
  std::vector<std::uint32_t> ssrcs;  // up to 31; the reason is skipped

  bool operator==(const Goodbye&) const = default;
};

using RtcpPacket = std::variant<SenderReport, ReceiverReport, SourceDescription, Goodbye>;

base::Result<std::vector<RtcpPacket>> parse_rtcp(base::ByteView compound);
base::Bytes marshal_rtcp(std::span<const RtcpPacket> packets);

// NTP time of the era 1968 to 2104, in which its first bit tells the half, to UTC and back: exact
// to a nanosecond.
std::chrono::sys_time<std::chrono::nanoseconds> from_ntp(std::uint64_t ntp_time);
std::uint64_t to_ntp(std::chrono::sys_time<std::chrono::nanoseconds> time);

}  // namespace media
