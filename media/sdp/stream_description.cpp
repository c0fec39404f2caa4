#include "media/sdp/stream_description.h"

#include <array>
#include <cassert>
#include <utility>

#include "media/audio/aac_config_format.h"
#include "media/detail/text.h"
#include "media/rtp/g711_depacketizer.h"
#include "media/rtp/h264_depacketizer.h"
#include "media/rtp/h265_depacketizer.h"

namespace media::sdp {
namespace {

struct Known {
  StreamCodec codec;
  std::string_view type;
  std::string_view encoding;
};

constexpr std::array<Known, 5> kKnown{{
    {StreamCodec::H264, "video", "H264"},
    {StreamCodec::H265, "video", "H265"},
    {StreamCodec::G711MuLaw, "audio", "PCMU"},
    {StreamCodec::G711ALaw, "audio", "PCMA"},
    {StreamCodec::Aac, "audio", "MPEG4-GENERIC"},
}};

constexpr std::uint8_t kStaticMuLaw = 0;
constexpr std::uint8_t kStaticALaw = 8;
constexpr std::size_t kParameterSetsMax = 16;

base::Error unsupported_stream(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// With what RFC 3551 assigns to payload types that need no rtpmap line.
Format with_static_encoding(Format format) {
  if (!format.encoding.empty()) return format;
  if (format.payload_type == kStaticMuLaw) format.encoding = "PCMU";
  if (format.payload_type == kStaticALaw) format.encoding = "PCMA";
  format.clock_rate = 8000;
  return format;
}

const Known* find_known(const Media& media, const Format& format) {
  for (const Known& known : kKnown) {
    const bool same = detail::equal_ignoring_case(format.encoding, known.encoding) &&
                      detail::equal_ignoring_case(media.type, known.type);
    if (same) return &known;
  }
  return nullptr;
}

void take_parameter_sets(const Format& format, std::string_view name,
                         std::vector<base::Bytes>& sets) {
  const std::string* const value = format.parameter(name);
  std::string_view rest = value != nullptr ? std::string_view{*value} : std::string_view{};
  while (!rest.empty() && sets.size() < kParameterSetsMax) {
    std::string text{detail::trim(detail::take_until(rest, ','))};
    while (text.size() % 4 != 0) text += '=';  // which some cameras leave out
    auto unit = base::from_base64(text);
    if (unit && !unit->empty()) sets.push_back(*std::move(unit));
  }
}

// The number of bits that `name` says, up to `max`; none when it is not there.
std::optional<std::uint8_t> bit_count(const Format& format, std::string_view name,
                                      std::uint8_t max) {
  const std::string* const value = format.parameter(name);
  if (value == nullptr) return std::uint8_t{0};
  const auto bits = detail::parse_integer<std::uint8_t>(*value);
  return bits && *bits <= max ? bits : std::nullopt;
}

base::Result<void> take_aac(const Format& format, StreamDescription& stream) {
  // Fields of the AU headers that we could not skip (RFC 3640 section 4.1).
  for (const std::string_view name :
       {"ctsdeltalength", "dtsdeltalength", "randomaccessindication", "streamstateindication",
        "auxiliarydatasizelength", "constantsize"}) {
    if (bit_count(format, name, 0) != 0) return unsupported_stream("AAC framed in an unknown way");
  }
  const auto size_bits = bit_count(format, "sizelength", 16);
  const auto index_bits = bit_count(format, "indexlength", 8);
  const auto index_delta_bits = bit_count(format, "indexdeltalength", 8);
  if (!size_bits || *size_bits == 0 || !index_bits || !index_delta_bits) {
    return unsupported_stream("AAC framed in an unknown way");
  }
  const std::string* const text = format.parameter("config");
  if (text == nullptr) return unsupported_stream("AAC without a configuration");
  ASSIGN_OR_RETURN(stream.aac_config, base::from_hex(*text));
  ASSIGN_OR_RETURN(const AacConfig config, parse_aac_config(stream.aac_config));
  // With SBR, the clock may be that of what comes out of the decoder.
  const std::uint64_t ticks =
      std::uint64_t{config.samples_per_frame} * stream.clock_rate / config.sample_rate;
  stream.aac_framing = {*size_bits, *index_bits, *index_delta_bits,
                        static_cast<std::uint32_t>(ticks)};
  return {};
}

std::string joined_base64(const std::vector<base::Bytes>& units) {
  std::string out;
  for (const base::Bytes& unit : units) out += (out.empty() ? "" : ",") + base::base64(unit);
  return out;
}

void put_h264(const StreamDescription& stream, Format& format) {
  format.parameters.emplace_back("packetization-mode", "1");
  for (const base::Bytes& unit : stream.parameter_sets) {
    const bool sps = unit.size() >= 4 && (unit[0] & 0x1f) == 7;
    if (!sps) continue;
    const auto profile_level = base::ByteView{unit}.subspan(1, 3);
    format.parameters.emplace_back("profile-level-id", base::hex(profile_level));
    break;
  }
  if (stream.parameter_sets.empty()) return;
  format.parameters.emplace_back("sprop-parameter-sets", joined_base64(stream.parameter_sets));
}

void put_h265(const StreamDescription& stream, Format& format) {
  constexpr std::array<std::pair<int, const char*>, 3> kSets{
      {{32, "sprop-vps"}, {33, "sprop-sps"}, {34, "sprop-pps"}}};
  for (const auto& [type, name] : kSets) {
    std::vector<base::Bytes> units;
    for (const base::Bytes& unit : stream.parameter_sets) {
      if (!unit.empty() && ((unit[0] >> 1) & 0x3f) == type) units.push_back(unit);
    }
    if (!units.empty()) format.parameters.emplace_back(name, joined_base64(units));
  }
}

void put_aac(const StreamDescription& stream, Format& format) {
  const AacFraming& framing = stream.aac_framing;
  format.parameters = {{"streamtype", "5"},
                       {"profile-level-id", "1"},
                       {"mode", framing.size_bits <= 6 ? "AAC-lbr" : "AAC-hbr"},
                       {"sizelength", std::to_string(framing.size_bits)},
                       {"indexlength", std::to_string(framing.index_bits)},
                       {"indexdeltalength", std::to_string(framing.index_delta_bits)},
                       {"config", base::hex(stream.aac_config)}};
}

}  // namespace

bool is_video(StreamCodec codec) {
  return codec == StreamCodec::H264 || codec == StreamCodec::H265;
}

base::Result<StreamDescription> describe(const Media& media) {
  for (const Format& listed : media.formats) {
    const Format format = with_static_encoding(listed);
    const Known* const known = find_known(media, format);
    if (known == nullptr) continue;
    StreamDescription stream{.codec = known->codec,
                             .payload_type = format.payload_type,
                             .clock_rate = format.clock_rate,
                             .channels = format.channels,
                             .control = media.control,
                             .framerate = media.framerate};
    if (known->codec == StreamCodec::H264) {
      take_parameter_sets(format, "sprop-parameter-sets", stream.parameter_sets);
    } else if (known->codec == StreamCodec::H265) {
      for (const std::string_view name : {"sprop-vps", "sprop-sps", "sprop-pps"}) {
        take_parameter_sets(format, name, stream.parameter_sets);
      }
    } else if (known->codec == StreamCodec::Aac) {
      RETURN_IF_ERROR(take_aac(format, stream));
    }
    return stream;
  }
  return unsupported_stream("media of an unknown encoding");
}

Media make_media(const StreamDescription& stream) {
  const Known& known = kKnown.at(static_cast<std::size_t>(stream.codec));
  assert(known.codec == stream.codec);
  Format format{.payload_type = stream.payload_type,
                .encoding = std::string{known.encoding},
                .clock_rate = stream.clock_rate,
                .channels = stream.channels};
  if (stream.codec == StreamCodec::H264) put_h264(stream, format);
  if (stream.codec == StreamCodec::H265) put_h265(stream, format);
  if (stream.codec == StreamCodec::Aac) put_aac(stream, format);
  return {.type = std::string{known.type},
          .formats = {std::move(format)},
          .control = stream.control,
          .framerate = stream.framerate};
}

std::unique_ptr<Depacketizer> make_depacketizer(const StreamDescription& stream) {
  switch (stream.codec) {
    case StreamCodec::H264:
      return std::make_unique<H264Depacketizer>();
    case StreamCodec::H265:
      return std::make_unique<H265Depacketizer>();
    case StreamCodec::Aac:
      return std::make_unique<AacDepacketizer>(stream.aac_framing);
    case StreamCodec::G711MuLaw:
    case StreamCodec::G711ALaw:
      break;
  }
  return std::make_unique<G711Depacketizer>();
}

}  // namespace media::sdp
