#include "media/mp4/sample_entry.h"

#include <algorithm>

#include "base/byte_order.h"
#include "media/h26x/decoder_configuration.h"

namespace media {
namespace {

constexpr std::size_t kVisualFieldsBytes = 78;  // of a VisualSampleEntry, before its boxes
constexpr std::size_t kAudioFieldsBytes = 28;   // of an AudioSampleEntry

// A descriptor of MPEG-4 systems; ours are all shorter than 128 bytes.
void put_descriptor(base::ByteWriter& out, std::uint8_t tag, base::ByteView content) {
  out.put(tag);
  out.put(static_cast<std::uint8_t>(content.size()));
  out.put(content);
}

base::Bytes elementary_stream_descriptor(const AudioFormat& format) {
  base::ByteWriter decoder;
  decoder.put(std::uint8_t{0x40});  // MPEG-4 audio
  decoder.put(std::uint8_t{0x15});  // an audio stream
  decoder.put_zeros(3 + 4 + 4);     // buffer size and bit rates: unknown
  const std::size_t config_bytes = std::min<std::size_t>(format.aac_config.size(), 64);
  put_descriptor(decoder, 0x05, base::ByteView{format.aac_config}.first(config_bytes));
  base::ByteWriter stream;
  stream.put(std::uint16_t{0});  // in a file the track says which
  stream.put(std::uint8_t{0});
  put_descriptor(stream, 0x04, decoder.view());
  put_descriptor(stream, 0x06, base::Bytes{0x02});
  base::ByteWriter out;
  put_descriptor(out, 0x03, stream.view());
  return std::move(out).take();
}

// Reads a descriptor's header; its content, or empty when it is another or does not fit.
base::ByteView take_descriptor(base::ByteReader& reader, std::uint8_t tag) {
  if (reader.get<std::uint8_t>() != tag) return {};
  std::size_t length = 0;
  for (int i = 0; i < 4; ++i) {
    const auto byte = reader.get<std::uint8_t>();
    length = length << 7 | (byte & 0x7fU);
    if ((byte & 0x80) == 0) break;
  }
  return reader.take(length);
}

std::string aac_codec_string(base::ByteView esds) {
  const std::string unknown = "mp4a.40.2";  // what cameras send
  base::ByteReader whole{esds};
  whole.take(4);
  base::ByteReader stream{take_descriptor(whole, 0x03)};
  stream.take(3);
  base::ByteReader decoder{take_descriptor(stream, 0x04)};
  decoder.take(13);
  const base::ByteView config = take_descriptor(decoder, 0x05);
  const unsigned kind = config.empty() ? 0 : config[0] >> 3;
  return kind == 0 || kind == 31 ? unknown : "mp4a.40." + std::to_string(kind);
}

base::Result<void> read_video_entry(const Box& entry, InitTrack& track) {
  base::ByteReader reader{entry.content};
  reader.take(24);
  track.width = reader.get<std::uint16_t>();
  track.height = reader.get<std::uint16_t>();
  if (entry.content.size() < kVisualFieldsBytes) return bad_mp4("video sample entry is cut off");
  const bool h264 = track.sample_entry.starts_with("avc");
  const auto config = find_box(entry.content.subspan(kVisualFieldsBytes), h264 ? "avcC" : "hvcC");
  if (!config) return bad_mp4("video sample entry has no decoder configuration");
  ASSIGN_OR_RETURN(track.codec_string,
                   h264 ? avcc_codec_string(track.sample_entry, config->content)
                        : hvcc_codec_string(track.sample_entry, config->content));
  track.video_config.assign(config->content.begin(), config->content.end());
  return {};
}

bool holds_parameter_sets(bool h264, base::ByteView config) {
  return h264 ? config.size() > 8 && (config[5] & 0x1f) > 0 : config.size() > 23 && config[22] > 0;
}

}  // namespace

void put_video_entry(BoxWriter& out, const VideoFormat& format) {
  const bool h264 = format.codec == VideoCodec::H264;
  out.box(h264 ? "avc3" : "hev1", [&] {
    out.put_zeros(6);
    out.put(std::uint16_t{1});  // data reference
    out.put_zeros(16);
    out.put(static_cast<std::uint16_t>(format.width));
    out.put(static_cast<std::uint16_t>(format.height));
    out.put(std::uint32_t{72U << 16});
    out.put(std::uint32_t{72U << 16});
    out.put_zeros(4);
    out.put(std::uint16_t{1});  // pictures a sample
    out.put_zeros(32);          // name of the encoder
    out.put(std::uint16_t{24});
    out.put(std::uint16_t{0xffff});
    out.box(h264 ? "avcC" : "hvcC", [&] { out.put(base::ByteView{format.decoder_configuration}); });
  });
}

void put_audio_entry(BoxWriter& out, const AudioFormat& format) {
  const bool aac = format.codec == AudioCodec::Aac;
  const char* type = aac ? "mp4a" : format.codec == AudioCodec::Pcmu ? "ulaw" : "alaw";
  out.box(type, [&] {
    out.put_zeros(6);
    out.put(std::uint16_t{1});
    out.put_zeros(8);
    out.put(format.channels);
    out.put(std::uint16_t{16});
    out.put_zeros(4);
    out.put(static_cast<std::uint32_t>(std::min(format.sample_rate, 0xffffU) << 16));
    if (aac) {
      out.full_box("esds", 0, 0,
                   [&] { out.put(base::ByteView{elementary_stream_descriptor(format)}); });
    }
  });
}

base::Result<void> read_sample_entry(const Box& entry, InitTrack& track) {
  track.sample_entry = entry.type;
  track.codec_string = entry.type;
  track.sample_entry_box.assign(entry.whole.begin(), entry.whole.end());
  if (entry.type == "avc1" || entry.type == "avc3" || entry.type == "hvc1" ||
      entry.type == "hev1") {
    return read_video_entry(entry, track);
  }
  if (entry.type == "mp4a" && entry.content.size() > kAudioFieldsBytes) {
    if (const auto esds = find_box(entry.content.subspan(kAudioFieldsBytes), "esds")) {
      track.codec_string = aac_codec_string(esds->content);
    }
  }
  return {};
}

base::Result<base::Bytes> entry_for_browser(base::ByteView entry) {
  base::Bytes out{entry.begin(), entry.end()};
  Boxes boxes{entry};
  const auto box = boxes.next();
  if (!box || (box->type != "avc3" && box->type != "hev1")) return out;
  const bool h264 = box->type == "avc3";
  InitTrack track{.sample_entry = std::string{box->type}};
  RETURN_IF_ERROR(read_video_entry(*box, track));
  if (!holds_parameter_sets(h264, track.video_config)) {
    return bad_mp4("decoder configuration holds no parameter sets");
  }
  std::ranges::copy(std::string_view{h264 ? "avc1" : "hvc1"}, out.begin() + 4);
  if (h264) return out;
  ASSIGN_OR_RETURN(const base::Bytes config, with_complete_arrays(track.video_config));
  const auto old = find_box(box->content.subspan(kVisualFieldsBytes), "hvcC");
  const auto at = old->content.data() - entry.data();
  std::ranges::copy(config, out.begin() + at);
  return out;
}

}  // namespace media
