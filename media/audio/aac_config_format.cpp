#include "media/audio/aac_config_format.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "media/detail/bits.h"

namespace media {
namespace {

constexpr std::array<std::uint32_t, 13> kAacSampleRates{
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350};
constexpr std::uint32_t kExplicitRate = 15;
constexpr std::uint32_t kSpectralBandReplication = 5;
constexpr std::uint32_t kParametricStereo = 29;
constexpr std::uint32_t kSyncExtension = 0x2b7;

base::Error malformed_aac(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// Zero when it is none.
std::uint32_t get_sample_rate(BitReader& reader) {
  const std::uint32_t index = reader.bits(4);
  if (index == kExplicitRate) return reader.bits(24);
  return index < kAacSampleRates.size() ? kAacSampleRates.at(index) : 0;
}

// Of the channel configuration; zero for those that describe themselves elsewhere.
std::uint8_t get_channels(BitReader& reader) {
  const std::uint32_t configuration = reader.bits(4);
  if (configuration > 7) return 0;
  return static_cast<std::uint8_t>(configuration == 7 ? 8 : configuration);
}

// SBR told behind what old decoders read.
void get_sync_extension(BitReader reader, AacConfig& config) {
  const bool present = reader.bits(11) == kSyncExtension &&
                       reader.bits(5) == kSpectralBandReplication && reader.bits(1) == 1;
  const std::uint32_t rate = present ? get_sample_rate(reader) : 0;
  if (!reader.failed()) config.extension_sample_rate = rate;
}

class BitWriter {
 public:
  void put(std::uint32_t value, std::size_t count) {
    for (; count > 0; --count, ++used_) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      const std::uint32_t bit = (value >> (count - 1)) & 1U;
      bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | bit << (7 - used_ % 8));
    }
  }
  void put_sample_rate(std::uint32_t rate) {
    const auto index = static_cast<std::uint32_t>(std::ranges::find(kAacSampleRates, rate) -
                                                  kAacSampleRates.begin());
    if (index < kAacSampleRates.size()) return put(index, 4);
    put(kExplicitRate, 4);
    put(rate, 24);
  }
  base::Bytes take() && { return std::move(bytes_); }

 private:
  base::Bytes bytes_;
  std::size_t used_ = 0;
};

}  // namespace

base::Result<AacConfig> parse_aac_config(base::ByteView bytes) {
  BitReader reader{bytes};
  AacConfig config;
  std::uint32_t object_type = reader.bits(5);
  config.sample_rate = get_sample_rate(reader);
  config.channels = get_channels(reader);
  const bool extended = object_type == kSpectralBandReplication || object_type == kParametricStereo;
  if (extended) {
    config.extension_sample_rate = get_sample_rate(reader);
    object_type = reader.bits(5);
  }
  config.samples_per_frame = reader.bits(1) == 1 ? 960 : 1024;
  const bool plain = reader.bits(2) == 0;  // neither a core coder nor a later extension
  if (reader.failed()) return malformed_aac("AAC configuration is cut short");
  if (object_type < 1 || object_type > 4 || !plain) {
    return malformed_aac("AAC of an unknown object type");
  }
  if (config.sample_rate == 0 || (extended && config.extension_sample_rate == 0)) {
    return malformed_aac("AAC of an unknown sample rate");
  }
  if (config.channels == 0) return malformed_aac("AAC of an unknown channel configuration");
  config.object_type = static_cast<std::uint8_t>(object_type);
  if (!extended) get_sync_extension(reader, config);
  return config;
}

base::Bytes marshal(const AacConfig& config) {
  assert(config.object_type >= 1 && config.object_type <= 4);
  assert(config.channels >= 1 && config.channels <= 8 && config.channels != 7);
  assert(config.sample_rate > 0 && config.sample_rate < 1U << 24);
  BitWriter bits;
  bits.put(config.object_type, 5);
  bits.put_sample_rate(config.sample_rate);
  bits.put(config.channels == 8 ? 7 : config.channels, 4);
  bits.put(config.samples_per_frame == 960 ? 1 : 0, 1);
  bits.put(0, 2);
  if (config.extension_sample_rate != 0) {
    bits.put(kSyncExtension, 11);
    bits.put(kSpectralBandReplication, 5);
    bits.put(1, 1);
    bits.put_sample_rate(config.extension_sample_rate);
  }
  return std::move(bits).take();
}

std::string codec_string(const AacConfig& config) {
  const bool sbr = config.extension_sample_rate != 0;
  return "mp4a.40." + std::to_string(sbr ? int{kSpectralBandReplication} : config.object_type);
}

}  // namespace media
