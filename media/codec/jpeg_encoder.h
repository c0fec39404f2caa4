// Encodes pictures as JPEG (JFIF, 4:2:0). Not thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/picture.h"

namespace media {

// `quality` as FFmpeg counts it: 2 is the best, 31 the smallest.
base::Result<base::Bytes> encode_jpeg(const Picture& picture, int quality = 5);

}  // namespace media
