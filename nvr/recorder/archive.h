// What a stream needs of the archive to be recorded: keys, the disk and the catalog, none of which
// may make it wait. Implemented by sealed_archive.h, and by hand in tests.
//
// Reactor's thread only; callbacks come there, later, never inside the call.
// Specification: docs/design/recording.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/catalog/catalog.h"
#include "storage/chain/signing_key.h"
#include "storage/segment/context_format.h"
#include "storage/segment/segment_key.h"

namespace nvr {

struct ChosenDayKey {
  storage::DayPublicKey key{};
  storage::DayKeyChoice choice = storage::DayKeyChoice::OfStartDay;
};

// One commit on its way to the disk.
struct ArchiveWrite {
  storage::StreamKey stream{};
  base::Id segment{};
  std::string path{};
  bool first = false;
  bool last = false;
  base::Bytes bytes{};
  std::function<void(base::Result<void>)> done{};
};

class Archive {
 public:
  virtual ~Archive() = default;

  // That of the day, else the last one there is; none before the keeper gave any.
  virtual std::optional<ChosenDayKey> day_key(const base::Id& camera, base::Day day) = 0;
  // None before the first was certified.
  virtual std::shared_ptr<const storage::SigningKey> signing_key() = 0;

  virtual base::Id volume_of(const storage::StreamKey& stream) = 0;
  // False: the queue of that disk is full; nothing was taken.
  [[nodiscard]] virtual bool append(ArchiveWrite write) = 0;
  // After an error: where the stream's chain stands by what the file holds; NotFound without one.
  using OnHead = std::function<void(base::Result<storage::StreamHead>)>;
  virtual void examine(const storage::StreamKey& stream, const std::string& path,
                       OnHead on_head) = 0;

  virtual void tell_segment(storage::SegmentUpdate update) = 0;
  virtual void tell_gap(const storage::StreamKey& stream, const storage::Span& gap) = 0;
};

}  // namespace nvr
