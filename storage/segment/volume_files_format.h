// The small files beside the footage: the wraps of a day's private key, and a volume's mark. Both
// end in a SHA-256 of themselves, against decay and torn writes. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Wraps file" and "Volume mark".
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"

namespace storage {

inline constexpr std::size_t kWrapsMax = 64;
inline constexpr std::size_t kWrapsFixedBytes = 120;  // before the entries
inline constexpr std::size_t kWrapBytes = 144;
inline constexpr std::size_t kVolumeMarkBytes = 96;
inline constexpr std::size_t kCheckBytes = 32;  // the SHA-256 at the end

enum class RecipientType : std::uint8_t { Recovery = 1, Escrow = 2 };

// The private half of a day key, sealed to one recipient.
struct Wrap {
  base::Id recipient{};
  RecipientType type = RecipientType::Recovery;
  base::Ticks made{};
  Point encapsulated{};  // HPKE enc
  WrappedKey wrapped_key{};

  bool operator==(const Wrap&) const = default;
};

struct WrapsFile {
  base::Day day = 0;
  base::Id camera{};
  base::Id day_key{};
  Point day_public_key{};
  std::vector<Wrap> wraps{};  // at most kWrapsMax, in rising order of recipient

  bool operator==(const WrapsFile&) const = default;
};

base::Bytes marshal(const WrapsFile& file);

// Inverse of marshal(). ErrorKind::InvalidInput is a format that this reader does not know.
base::Result<WrapsFile> parse_wraps_file(base::ByteView bytes);

// What HPKE binds a wrap to.
base::Bytes wrap_info(const WrapsFile& file, const base::Id& recipient);

// Says that a volume is ours to write: an empty mount point has none.
struct VolumeMark {
  base::Id volume{};
  base::Id recorder{};
  base::Ticks created{};

  bool operator==(const VolumeMark&) const = default;
};

base::Bytes marshal(const VolumeMark& mark);                       // kVolumeMarkBytes
base::Result<VolumeMark> parse_volume_mark(base::ByteView bytes);  // as parse_wraps_file()

}  // namespace storage
