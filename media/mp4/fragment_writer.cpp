#include "media/mp4/fragment_writer.h"

#include <cassert>

#include "media/mp4/boxes.h"
#include "media/mp4/fragment_parser.h"

namespace media {
namespace {

constexpr std::uint32_t kDefaultBaseIsMoof = 0x020000;
constexpr std::uint32_t kOffsetDurationSizeFlags = 0x000701;
constexpr std::uint32_t kKeySample = 0x02000000;    // depends on no other
constexpr std::uint32_t kOtherSample = 0x01010000;  // depends on others, not a sync sample

// moof (8), mfhd (16), traf (8), tfhd (16), tfdt (20), trun (20), mdat (8).
constexpr std::size_t kFixedBytes = 96;
constexpr std::size_t kBytesPerSample = 12;

}  // namespace

std::size_t fragment_overhead_bytes(std::size_t samples) {
  return kFixedBytes + samples * kBytesPerSample;
}

base::Bytes write_fragment(std::uint32_t track, std::uint32_t sequence, std::uint64_t decode_time,
                           std::span<const FragmentSample> samples) {
  assert(samples.size() <= kFragmentSamplesMax);
  BoxWriter out;
  out.box("moof", [&] {
    out.full_box("mfhd", 0, 0, [&] { out.put(sequence); });
    out.box("traf", [&] {
      out.full_box("tfhd", 0, kDefaultBaseIsMoof, [&] { out.put(track); });
      out.full_box("tfdt", 1, 0, [&] { out.put(decode_time); });
      out.full_box("trun", 0, kOffsetDurationSizeFlags, [&] {
        out.put(static_cast<std::uint32_t>(samples.size()));
        out.put(static_cast<std::uint32_t>(fragment_overhead_bytes(samples.size())));
        for (const auto& sample : samples) {
          out.put(sample.duration);
          out.put(static_cast<std::uint32_t>(sample.data.size()));
          out.put(sample.key ? kKeySample : kOtherSample);
        }
      });
    });
  });
  out.box("mdat", [&] {
    for (const auto& sample : samples) out.put(sample.data);
  });
  return std::move(out).take();
}

}  // namespace media
