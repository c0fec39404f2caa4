// What a pending change set is undone with, as bytes: written and synced before anything is
// applied.
//
// Pure. Inverse of each other. Specification: docs/design/confirm-or-revert.md.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace appliance {

struct SettingValue {
  std::string name;  // of a Changeable
  base::Bytes value;

  bool operator==(const SettingValue&) const = default;
};

inline constexpr std::size_t kSettingsPerChangeMax = 16;
inline constexpr std::size_t kUndoRecordBytesMax = std::size_t{16} << 20;

base::Bytes marshal_undo_record(const std::vector<SettingValue>& before);
base::Result<std::vector<SettingValue>> parse_undo_record(base::ByteView bytes);

}  // namespace appliance
