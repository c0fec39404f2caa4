// A fragment of any bytes: refused, or all its samples lie inside it; and a clip can be made of it.
#include "base/bytes.h"
#include "media/mp4/clip.h"
#include "media/mp4/fragment_parser.h"
#include "media/mp4/init_writer.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

base::Bytes plain_init() {
  return media::write_init({.video = {.width = 16,
                                      .height = 16,
                                      .decoder_configuration = {1, 66, 0, 10, 255, 225, 0, 1, 103,
                                                                1, 0, 1, 104}}})
      .value();
}

}  // namespace

FUZZ_TARGET(fragment_parser_fuzz)(base::ByteView input) {
  const auto fragment = media::parse_fragment(input);
  if (!fragment) return;
  std::size_t end = 0;
  for (const auto& sample : fragment->samples) {
    if (sample.offset < end || sample.bytes > input.size() - sample.offset) __builtin_trap();
    end = sample.offset + sample.bytes;
  }
  static const base::Bytes kInit = plain_init();
  media::ClipBuilder builder;
  if (!builder.begin_segment(kInit, {})) __builtin_trap();
  if (!builder.add_record(0, input)) return;
  const auto clip = std::move(builder).finish();
  if (!clip) return;
  std::uint64_t total = 0;
  for (const auto& part : clip->parts(0, ~0ULL)) {
    if (!part.head && part.offset + part.bytes > input.size()) __builtin_trap();
    total += part.bytes;
  }
  if (total != clip->bytes()) __builtin_trap();
}
