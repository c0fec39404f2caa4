#include "media/rtp/rtcp_format.h"

#include <cassert>

#include "base/byte_order.h"

namespace media {
namespace {

constexpr std::uint8_t kSenderReportType = 200;
constexpr std::uint8_t kReceiverReportType = 201;
constexpr std::uint8_t kSourceDescriptionType = 202;
constexpr std::uint8_t kGoodbyeType = 203;
constexpr std::uint8_t kCanonicalName = 1;
constexpr std::size_t kRtcpCountMax = 31;
constexpr std::int64_t kUnixEpochInNtpSeconds = 2'208'988'800;

base::Error malformed_rtcp(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

ReportBlock get_block(base::ByteReader& reader) {
  ReportBlock block;
  block.ssrc = reader.get<std::uint32_t>();
  const auto loss = reader.get<std::uint32_t>();
  block.fraction_lost = static_cast<std::uint8_t>(loss >> 24);
  const auto lost = static_cast<std::int32_t>(loss & 0xff'ffff);
  block.lost = lost >= 0x80'0000 ? lost - 0x100'0000 : lost;
  block.highest_sequence = reader.get<std::uint32_t>();
  block.jitter = reader.get<std::uint32_t>();
  block.last_sender_report = reader.get<std::uint32_t>();
  block.delay_since_sender_report = reader.get<std::uint32_t>();
  return block;
}

std::vector<ReportBlock> get_blocks(base::ByteReader& reader, std::size_t count) {
  std::vector<ReportBlock> blocks;
  for (std::size_t i = 0; i < count; ++i) blocks.push_back(get_block(reader));
  return blocks;
}

SenderReport get_sender_report(base::ByteReader& reader, std::size_t count) {
  SenderReport report;
  report.ssrc = reader.get<std::uint32_t>();
  report.ntp_time = reader.get<std::uint64_t>();
  report.rtp_time = reader.get<std::uint32_t>();
  report.packets = reader.get<std::uint32_t>();
  report.octets = reader.get<std::uint32_t>();
  report.blocks = get_blocks(reader, count);
  return report;
}

// Names are a courtesy: a chunk that is malformed ends the list, and the reports beside it count.
void get_descriptions(base::ByteReader& reader, std::size_t count, std::vector<RtcpPacket>& out) {
  for (std::size_t chunk = 0; chunk < count; ++chunk) {
    SourceDescription description{reader.get<std::uint32_t>(), {}};
    std::size_t item_bytes = 0;
    while (const auto type = reader.get<std::uint8_t>()) {
      const auto length = reader.get<std::uint8_t>();
      const base::ByteView text = reader.take(length);
      if (type == kCanonicalName) description.cname = base::as_text(text);
      item_bytes += 2 + length;
    }
    reader.take(3 - item_bytes % 4);  // with the zero that ended the list: to a whole word
    if (reader.failed()) return;
    out.emplace_back(std::move(description));
  }
}

base::Result<void> get_packet(std::uint8_t type, std::size_t count, base::ByteView body,
                              std::vector<RtcpPacket>& out) {
  base::ByteReader reader{body};
  if (type == kSourceDescriptionType) {
    get_descriptions(reader, count, out);
    return {};
  }
  if (type == kSenderReportType) {
    out.emplace_back(get_sender_report(reader, count));
  } else if (type == kReceiverReportType) {
    const auto ssrc = reader.get<std::uint32_t>();
    out.emplace_back(ReceiverReport{ssrc, get_blocks(reader, count)});
  } else if (type == kGoodbyeType) {
    Goodbye goodbye;
    for (std::size_t i = 0; i < count; ++i) goodbye.ssrcs.push_back(reader.get<std::uint32_t>());
    out.emplace_back(std::move(goodbye));
  }
  if (reader.failed()) return malformed_rtcp("RTCP packet is cut short");
  return {};
}

void put_packet(base::ByteWriter& out, std::uint8_t type, std::size_t count, base::ByteView body) {
  assert(count <= kRtcpCountMax && body.size() % 4 == 0);
  out.put(static_cast<std::uint8_t>(0x80 | count));
  out.put(type);
  out.put(static_cast<std::uint16_t>(body.size() / 4));
  out.put(body);
}

void put_blocks(base::ByteWriter& out, const std::vector<ReportBlock>& blocks) {
  for (const ReportBlock& block : blocks) {
    out.put(block.ssrc);
    out.put(static_cast<std::uint32_t>(block.fraction_lost) << 24 |
            (static_cast<std::uint32_t>(block.lost) & 0xff'ffffU));
    out.put(block.highest_sequence);
    out.put(block.jitter);
    out.put(block.last_sender_report);
    out.put(block.delay_since_sender_report);
  }
}

struct PutRtcp {
  base::ByteWriter& out;

  void operator()(const SenderReport& report) const {
    base::ByteWriter body;
    body.put(report.ssrc);
    body.put(report.ntp_time);
    body.put(report.rtp_time);
    body.put(report.packets);
    body.put(report.octets);
    put_blocks(body, report.blocks);
    put_packet(out, kSenderReportType, report.blocks.size(), body.view());
  }
  void operator()(const ReceiverReport& report) const {
    base::ByteWriter body;
    body.put(report.ssrc);
    put_blocks(body, report.blocks);
    put_packet(out, kReceiverReportType, report.blocks.size(), body.view());
  }
  void operator()(const SourceDescription& description) const {
    assert(description.cname.size() <= 255);
    base::ByteWriter body;
    body.put(description.ssrc);
    body.put(kCanonicalName);
    body.put(static_cast<std::uint8_t>(description.cname.size()));
    body.put(base::as_bytes(description.cname));
    body.put_zeros(4 - body.size() % 4);
    put_packet(out, kSourceDescriptionType, 1, body.view());
  }
  void operator()(const Goodbye& goodbye) const {
    base::ByteWriter body;
    for (const std::uint32_t ssrc : goodbye.ssrcs) body.put(ssrc);
    put_packet(out, kGoodbyeType, goodbye.ssrcs.size(), body.view());
  }
};

}  // namespace

base::Result<std::vector<RtcpPacket>> parse_rtcp(base::ByteView compound) {
  if (compound.empty()) return malformed_rtcp("RTCP packet is empty");
  std::vector<RtcpPacket> packets;
  base::ByteReader reader{compound};
  while (reader.remaining() > 0) {
    const auto first = reader.get<std::uint8_t>();
    const auto type = reader.get<std::uint8_t>();
    const auto words = reader.get<std::uint16_t>();
    // Padding, if any, is behind what is read of the last packet.
    const base::ByteView body = reader.take(words * std::size_t{4});
    if (reader.failed()) return malformed_rtcp("RTCP packet is cut short");
    if ((first & 0xc0) != 0x80) return malformed_rtcp("RTCP version is not 2");
    RETURN_IF_ERROR(get_packet(type, first & kRtcpCountMax, body, packets));
  }
  return packets;
}

base::Bytes marshal_rtcp(std::span<const RtcpPacket> packets) {
  base::ByteWriter out;
  for (const RtcpPacket& packet : packets) std::visit(PutRtcp{out}, packet);
  return std::move(out).take();
}

std::chrono::sys_time<std::chrono::nanoseconds> from_ntp(std::uint64_t ntp_time) {
  auto seconds = static_cast<std::int64_t>(ntp_time >> 32);
  if (seconds < 0x8000'0000) seconds += 0x1'0000'0000;  // of the era that begins in 2036
  const std::uint64_t fraction = ntp_time & 0xffff'ffff;
  return std::chrono::sys_time<std::chrono::nanoseconds>{
      std::chrono::seconds{seconds - kUnixEpochInNtpSeconds} +
      std::chrono::nanoseconds{fraction * 1'000'000'000 >> 32}};
}

std::uint64_t to_ntp(std::chrono::sys_time<std::chrono::nanoseconds> time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto nanoseconds = static_cast<std::uint64_t>((time - whole).count());
  const auto seconds =
      static_cast<std::uint64_t>(whole.time_since_epoch().count() + kUnixEpochInNtpSeconds);
  // Rounded up, so that from_ntp(), which rounds down, comes back to the same nanosecond.
  return seconds << 32 | ((nanoseconds << 32) + 999'999'999) / 1'000'000'000;
}

}  // namespace media
