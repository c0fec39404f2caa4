// Scales pictures. Keeps what it computed for a pair of sizes, so use one for each stream.
//
// Not thread-safe.
#pragma once

#include <memory>

#include "base/result.h"
#include "media/codec/picture.h"

namespace media {

class Scaler {
 public:
  Scaler();
  Scaler(Scaler&&) noexcept;
  Scaler& operator=(Scaler&&) noexcept;
  ~Scaler();

  // To an even size of 2 to kPictureSideMax.
  base::Result<Picture> scale(const Picture& picture, int width, int height);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace media
