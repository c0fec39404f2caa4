#include "storage/segment/file_parts.h"

#include <algorithm>
#include <functional>

namespace storage {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10;
constexpr std::size_t kSectorBytes = 512;

bool all_zero(base::ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

// Calls `each` with consecutive pieces until it says that it has seen enough.
base::Result<void> read_through(const base::ReadFile& file, std::uint64_t from, std::uint64_t to,
                                const std::function<bool(base::ByteView)>& each) {
  base::Bytes piece(kPieceBytes);
  while (from < to) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), to - from));
    ASSIGN_OR_RETURN(const std::size_t got, file.read_at(from, std::span{piece}.first(size)));
    if (got == 0 || !each(base::ByteView{piece}.first(got))) return {};
    from += got;
  }
  return {};
}

}  // namespace

base::Result<std::optional<base::Bytes>> read_part(const base::ReadFile& file, std::uint64_t offset,
                                                   std::size_t size) {
  base::Bytes bytes(size);
  ASSIGN_OR_RETURN(const std::size_t got, file.read_at(offset, bytes));
  if (got < size) return std::optional<base::Bytes>{};
  return std::optional{std::move(bytes)};
}

base::Result<bool> is_zero_between(const base::ReadFile& file, std::uint64_t from,
                                   std::uint64_t to) {
  bool zero = true;
  RETURN_IF_ERROR(read_through(file, from, to, [&zero](base::ByteView piece) {
    zero = all_zero(piece);
    return zero;
  }));
  return zero;
}

base::Result<bool> has_zero_sector(const base::ReadFile& file, std::uint64_t from,
                                   std::uint64_t to) {
  bool found = false;
  const std::uint64_t first = (from + kSectorBytes - 1) / kSectorBytes * kSectorBytes;
  RETURN_IF_ERROR(read_through(file, first, to, [&found](base::ByteView piece) {
    while (!found && piece.size() >= kSectorBytes) {
      found = all_zero(piece.first(kSectorBytes));
      piece = piece.subspan(kSectorBytes);
    }
    return !found;
  }));
  return found;
}

}  // namespace storage
