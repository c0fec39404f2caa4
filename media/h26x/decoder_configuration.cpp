#include "media/h26x/decoder_configuration.h"

#include <algorithm>
#include <cmath>

#include "base/byte_order.h"
#include "media/h26x/nal.h"

namespace media {
namespace {

constexpr std::size_t kAvccBytesMin = 7;
constexpr std::size_t kHvccBytesMin = 23;
constexpr std::uint8_t kArrayComplete = 0x80;

base::Error bad_configuration() {
  return {base::ErrorKind::InvalidInput, "not a valid decoder configuration"};
}

void put_nal(base::ByteWriter& out, const base::Bytes& nal) {
  out.put(static_cast<std::uint16_t>(nal.size()));
  out.put(base::ByteView{nal});
}

void put_array(base::ByteWriter& out, std::uint8_t type, std::span<const base::Bytes> nals) {
  if (nals.empty()) return;
  out.put(type);  // not complete: hev1 may bring more in band
  out.put(static_cast<std::uint16_t>(nals.size()));
  for (const auto& nal : nals) put_nal(out, nal);
}

}  // namespace

base::Bytes make_avcc(const H264Sps& sps, const NalList& nals) {
  base::ByteWriter out;
  out.put(std::uint8_t{1});
  out.put(sps.profile);
  out.put(sps.constraints);
  out.put(sps.level);
  out.put(std::uint8_t{0xff});  // lengths of four bytes
  out.put(static_cast<std::uint8_t>(0xe0 | std::min<std::size_t>(nals.sps.size(), 31)));
  for (const auto& nal : nals.sps.first(std::min<std::size_t>(nals.sps.size(), 31))) {
    put_nal(out, nal);
  }
  const auto pps = nals.pps.first(std::min<std::size_t>(nals.pps.size(), 255));
  out.put(static_cast<std::uint8_t>(pps.size()));
  for (const auto& nal : pps) put_nal(out, nal);
  if (sps.profile == 100 || sps.profile == 110 || sps.profile == 122 || sps.profile == 144) {
    out.put(static_cast<std::uint8_t>(0xfc | sps.chroma_format));
    out.put(static_cast<std::uint8_t>(0xf8 | (sps.bit_depth_luma - 8)));
    out.put(static_cast<std::uint8_t>(0xf8 | (sps.bit_depth_chroma - 8)));
    out.put(std::uint8_t{0});
  }
  return std::move(out).take();
}

base::Bytes make_hvcc(const H265Sps& sps, const NalList& nals) {
  base::ByteWriter out;
  out.put(std::uint8_t{1});
  out.put(static_cast<std::uint8_t>((sps.profile_space << 6) | (sps.high_tier ? 0x20 : 0) |
                                    sps.profile));
  out.put(sps.compatibility);
  out.put(base::ByteView{sps.constraints});
  out.put(sps.level);
  out.put(std::uint16_t{0xf000});  // no minimum of spatial segmentation
  out.put(std::uint8_t{0xfc});     // parallelism unknown
  out.put(static_cast<std::uint8_t>(0xfc | sps.chroma_format));
  out.put(static_cast<std::uint8_t>(0xf8 | ((sps.bit_depth_luma - 8) & 7)));
  out.put(static_cast<std::uint8_t>(0xf8 | ((sps.bit_depth_chroma - 8) & 7)));
  const double per_256_s = std::clamp(std::round(sps.fps * 256), 0.0, 65535.0);
  out.put(static_cast<std::uint16_t>(per_256_s));
  out.put(static_cast<std::uint8_t>((sps.temporal_layers & 7) << 3 |
                                    (sps.temporal_nesting ? 4 : 0) | 3));
  out.put(static_cast<std::uint8_t>((nals.vps.empty() ? 0 : 1) + (nals.sps.empty() ? 0 : 1) +
                                    (nals.pps.empty() ? 0 : 1)));
  put_array(out, 32, nals.vps);
  put_array(out, 33, nals.sps);
  put_array(out, 34, nals.pps);
  return std::move(out).take();
}

base::Result<std::string> avcc_codec_string(std::string_view sample_entry, base::ByteView avcc) {
  if (avcc.size() < kAvccBytesMin || avcc[0] != 1) return bad_configuration();
  return codec_string(sample_entry,
                      H264Sps{.profile = avcc[1], .constraints = avcc[2], .level = avcc[3]});
}

base::Result<std::string> hvcc_codec_string(std::string_view sample_entry, base::ByteView hvcc) {
  if (hvcc.size() < kHvccBytesMin || hvcc[0] != 1) return bad_configuration();
  base::ByteReader reader{hvcc.subspan(1)};
  const auto profile = reader.get<std::uint8_t>();
  H265Sps sps{.profile_space = static_cast<std::uint8_t>(profile >> 6),
              .high_tier = (profile & 0x20) != 0,
              .profile = static_cast<std::uint8_t>(profile & 0x1f),
              .compatibility = reader.get<std::uint32_t>()};
  std::ranges::copy(reader.take(sps.constraints.size()), sps.constraints.begin());
  sps.level = reader.get<std::uint8_t>();
  return codec_string(sample_entry, sps);
}

base::Result<base::Bytes> with_complete_arrays(base::ByteView hvcc) {
  if (hvcc.size() < kHvccBytesMin || hvcc[0] != 1) return bad_configuration();
  base::Bytes out{hvcc.begin(), hvcc.end()};
  std::size_t at = kHvccBytesMin;
  for (unsigned arrays = hvcc[kHvccBytesMin - 1]; arrays > 0; --arrays) {
    base::ByteReader reader{hvcc.subspan(at)};
    reader.take(1);
    const auto nals = reader.get<std::uint16_t>();
    for (unsigned i = 0; i < nals && !reader.failed(); ++i) {
      reader.take(reader.get<std::uint16_t>());
    }
    if (reader.failed()) return bad_configuration();
    out[at] = static_cast<std::uint8_t>(out[at] | kArrayComplete);
    at = hvcc.size() - reader.remaining();
  }
  return out;
}

}  // namespace media
