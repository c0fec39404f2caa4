#include "media/h26x/parameter_sets.h"

#include <algorithm>
#include <optional>

#include "media/detail/bits.h"
#include "media/h26x/decoder_configuration.h"
#include "media/h26x/nal_parser.h"
#include "media/h26x/sps_parser.h"
#include "media/h26x/vui.h"

namespace media {
namespace {

constexpr std::size_t kSetsMax = 32;  // of each kind; cameras have one

base::Error bad_parameter_sets() {
  return {base::ErrorKind::InvalidInput, "parameter sets are not valid"};
}

// The id a parameter set of its kind is known by.
std::optional<std::uint32_t> parameter_set_id(VideoCodec codec, std::uint8_t type,
                                              base::ByteView nal) {
  if (is_sps(codec, type)) {
    if (codec == VideoCodec::H264) {
      const auto sps = parse_h264_sps(nal);
      return sps ? std::optional<std::uint32_t>{sps->id} : std::nullopt;
    }
    const auto sps = parse_h265_sps(nal);
    return sps ? std::optional<std::uint32_t>{sps->id} : std::nullopt;
  }
  const base::Bytes payload = without_emulation_prevention(nal);
  BitReader reader{payload};
  reader.skip(codec == VideoCodec::H264 ? 8 : 16);
  const std::uint32_t id = is_vps(codec, type) ? reader.bits(4) : reader.ue();
  const std::uint32_t id_max = codec == VideoCodec::H264 ? 255 : 63;
  return reader.failed() || id > id_max ? std::nullopt : std::optional{id};
}

}  // namespace

base::Result<bool> ParameterSets::update(base::ByteView sample) {
  bool changed = false;
  LengthPrefixedNals nals{sample};
  while (const auto nal = nals.next()) {
    ASSIGN_OR_RETURN(const bool this_changed, update_nal(*nal));
    changed = changed || this_changed;
  }
  if (nals.failed()) return bad_parameter_sets();
  return changed;
}

base::Result<bool> ParameterSets::update_nal(base::ByteView nal) {
  const std::uint8_t type = nal_type(codec_, nal);
  std::vector<base::Bytes>* list = is_vps(codec_, type)   ? &vps_
                                   : is_sps(codec_, type) ? &sps_
                                   : is_pps(codec_, type) ? &pps_
                                                          : nullptr;
  if (list == nullptr) return false;
  const auto same = [&](const base::Bytes& known) { return std::ranges::equal(known, nal); };
  if (std::ranges::any_of(*list, same)) return false;
  if (nal.size() > kParameterSetBytesMax) return bad_parameter_sets();
  const auto id = parameter_set_id(codec_, type, nal);
  if (!id) return bad_parameter_sets();
  const auto known = std::ranges::find_if(
      *list, [&](const base::Bytes& other) { return parameter_set_id(codec_, type, other) == id; });
  if (known != list->end()) {
    known->assign(nal.begin(), nal.end());
  } else {
    if (list->size() == kSetsMax) return bad_parameter_sets();
    list->emplace_back(nal.begin(), nal.end());
  }
  return true;
}

bool ParameterSets::complete() const {
  return !sps_.empty() && !pps_.empty() && (codec_ == VideoCodec::H264 || !vps_.empty());
}

base::Result<VideoFormat> ParameterSets::format() const {
  if (!complete()) {
    return base::Error{base::ErrorKind::NotFound, "the stream's parameter sets are not known yet"};
  }
  VideoFormat format{.codec = codec_};
  const NalList nals{.vps = vps_, .sps = sps_, .pps = pps_};
  const auto fill = [&](const auto& sps, std::string_view entry) {
    format.width = sps.width;
    format.height = sps.height;
    format.fps = sps.fps;
    format.codec_string = codec_string(entry, sps);
  };
  if (codec_ == VideoCodec::H264) {
    ASSIGN_OR_RETURN(const H264Sps sps, parse_h264_sps(sps_.front()));
    fill(sps, "avc3");
    format.decoder_configuration = make_avcc(sps, nals);
  } else {
    ASSIGN_OR_RETURN(const H265Sps sps, parse_h265_sps(sps_.front()));
    fill(sps, "hev1");
    format.decoder_configuration = make_hvcc(sps, nals);
  }
  for (const auto* list : {&vps_, &sps_, &pps_}) {
    for (const auto& nal : *list) append_length_prefixed(format.parameter_sets, nal);
  }
  return format;
}

}  // namespace media
