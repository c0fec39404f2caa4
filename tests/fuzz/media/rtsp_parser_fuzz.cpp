// A stream of bytes is the same messages however it is cut, and messages are written as they read.
#include "media/rtsp/rtsp_parser.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

namespace {

struct Heard {
  std::vector<base::Bytes> messages;  // as we would write them
  bool broken = false;

  bool operator==(const Heard&) const = default;
};

struct Rewrite {
  base::Bytes operator()(const media::RtspInterleaved& frame) const {
    base::Bytes out;
    media::append_interleaved(out, frame.channel, frame.packet);
    return out;
  }
  template <typename Message>
  base::Bytes operator()(const Message& message) const {
    return media::write_rtsp(message);
  }
};

Heard listen(base::ByteView bytes, std::size_t piece, media::RtspLimits limits) {
  media::RtspParser parser{limits};
  Heard heard;
  while (!bytes.empty() && !heard.broken) {
    const auto taken = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(taken.size());
    parser.push(taken);
    while (true) {
      const auto message = parser.next();
      heard.broken = !message;
      if (!message || !*message) break;
      heard.messages.push_back(std::visit(Rewrite{}, **message));
    }
  }
  return heard;
}

}  // namespace

FUZZ_TARGET(rtsp_parser_fuzz)(base::ByteView input) {
  const Heard whole =
      listen(input, input.size() + 1, {.head_bytes_max = 256, .body_bytes_max = 64});
  for (const std::size_t piece : {1U, 7U}) {
    fuzz::require(listen(input, piece, {.head_bytes_max = 256, .body_bytes_max = 64}) == whole);
  }
  base::Bytes written;
  for (const auto& message : whole.messages) base::append(written, message);
  const Heard again = listen(written, written.size() + 1, {.fields_max = 128});
  fuzz::require(again == Heard{whole.messages, false});
}
