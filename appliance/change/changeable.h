// A setting that could lock its owner out, as the desk that applies and undoes it sees it.
//
// current() gives what apply() would bring back, as bytes only the setting itself understands.
// apply() makes all of it true, durably, or leaves everything as it was. Called by one thread at a
// time, which may wait for a disk.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace appliance {

class Changeable {
 public:
  virtual ~Changeable() = default;
  virtual std::string_view name() const = 0;  // "host-access"; stable, undo records hold it
  virtual base::Result<base::Bytes> current() = 0;
  virtual base::Result<void> apply(base::ByteView value) = 0;
};

}  // namespace appliance
