// Whatever a live ring's memory says, its reader stays within it and comes to an end.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "nvr/live/live_ring_reader.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(live_ring_reader_fuzz)(base::ByteView input) {
  using namespace nvr;
  // Input: words of the head after the capacity, then the start of the data area.
  std::vector<std::uint64_t> words((ring::kHeadBytes + ring::kCapacityMin) / ring::kWordBytes);
  words[ring::Magic] = ring::kMagic;
  words[ring::Version] = ring::kVersion;
  words[ring::Capacity] = ring::kCapacityMin;
  const auto fill = [&](std::size_t word, std::size_t bytes_max) {
    const auto part = input.first(std::min(input.size(), bytes_max));
    std::ranges::copy(part, reinterpret_cast<std::uint8_t*>(&words[word]));
    input = input.subspan(part.size());
  };
  fill(ring::Reserved, 3 * ring::kWordBytes);
  fill(ring::kHeadBytes / ring::kWordBytes, ring::kCapacityMin);
  base::UniqueFd memory{::memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  const std::size_t bytes = words.size() * sizeof(std::uint64_t);
  if (::write(memory.get(), words.data(), bytes) != static_cast<ssize_t>(bytes)) std::abort();
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0) std::abort();
  auto reader = LiveRingReader::open(std::move(memory));
  if (!reader) std::abort();
  for (int i = 0; i < 2000; ++i) {
    const auto entry = reader->next();
    if (!entry || !*entry) break;
    if ((*entry)->content.size() > ring::content_bytes_max(ring::kCapacityMin)) std::abort();
  }
}
