// Whatever a live ring's memory says, its reader stays within it and comes to an end.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "nvr/live/live_ring_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nvr;
  // Input: words of the head after the capacity, then the start of the data area.
  std::vector<std::uint64_t> words((ring::kHeadBytes + ring::kCapacityMin) / ring::kWordBytes);
  words[ring::Magic] = ring::kMagic;
  words[ring::Version] = ring::kVersion;
  words[ring::Capacity] = ring::kCapacityMin;
  constexpr std::size_t kHeadInput = 3 * ring::kWordBytes;
  std::memcpy(&words[ring::Reserved], data, std::min(size, kHeadInput));
  if (size > kHeadInput) {
    std::memcpy(&words[ring::kHeadBytes / ring::kWordBytes], data + kHeadInput,
                std::min<std::size_t>(size - kHeadInput, ring::kCapacityMin));
  }
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
  return 0;
}
