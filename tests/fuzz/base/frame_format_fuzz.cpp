// FrameDecoder must survive any stream in any split, and what it accepts must encode to the bytes
// it came from. The first byte chooses the split and how many descriptors come along.
#include <fcntl.h>

#include <algorithm>

#include "base/ipc/frame_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(frame_format_fuzz)(base::ByteView input) {
  if (input.empty()) return;
  const std::size_t step = (input[0] & 15) == 0 ? input.size() : input[0] & 15;
  std::vector<base::UniqueFd> descriptors(input[0] >> 6);
  for (auto& fd : descriptors) fd.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));

  const base::ByteView stream = input.subspan(1);
  base::ipc::FrameDecoder decoder;
  base::Bytes again;
  bool sound = true;
  for (std::size_t at = 0; at < stream.size() && sound; at += step) {
    sound = decoder
                .feed(stream.subspan(at, std::min(step, stream.size() - at)),
                      std::exchange(descriptors, {}))
                .has_value();
    while (auto message = decoder.next()) {
      const auto head = base::ipc::encode_head(*message);
      if (!head) __builtin_trap();
      base::append(again, *head);
      base::append(again, message->payload.body);
    }
  }
  if (!std::ranges::equal(again, stream.first(std::min(again.size(), stream.size())))) {
    __builtin_trap();
  }
  if (!sound && decoder.feed({})) __builtin_trap();
}
