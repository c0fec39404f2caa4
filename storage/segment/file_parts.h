// Pieces of a file, read with their bounds checked: for readers of formats that are too large to
// be read whole. Errors are those of the disk; what lies outside of the file is simply not there.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/result.h"

namespace storage {

// Exactly `size` bytes from `offset`, or nothing when the file ends before.
base::Result<std::optional<base::Bytes>> read_part(const base::ReadFile& file, std::uint64_t offset,
                                                   std::size_t size);

// Whether everything from `from` to `to` is zero.
base::Result<bool> is_zero_between(const base::ReadFile& file, std::uint64_t from,
                                   std::uint64_t to);

// Whether some sector of 512 bytes between them is zero: what a write leaves that was torn by
// power loss, but nobody's ciphertext.
base::Result<bool> has_zero_sector(const base::ReadFile& file, std::uint64_t from,
                                   std::uint64_t to);

}  // namespace storage
