// The machine-readable mark in pictures of the synthetic scene: which frame this is and when it was
// drawn, so that a test can tell whether footage is complete and how old a picture is.
//
// Survives H.264 at 1 Mbit/s and scaling to 640x360. Pure; safe from any thread.
// Specification: docs/design/frame-mark.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "media/codec/picture.h"

namespace media {

struct FrameMark {
  std::uint32_t counter = 0;
  std::uint32_t unix_ms = 0;  // the low 32 bits of milliseconds since 1970-01-01 UTC

  bool operator==(const FrameMark&) const = default;
};

// Draws the mark into a 16:9 picture.
void draw_frame_mark(Picture& picture, const FrameMark& mark);

// How old a picture is at a time near it; negative when it comes from the future.
std::chrono::milliseconds picture_age(const FrameMark& mark,
                                      std::chrono::sys_time<std::chrono::milliseconds> now);

class FrameMarkReader {
 public:
  // The mark of a 16:9 luma plane, 320 wide or more; none when there is none or it is damaged.
  std::optional<FrameMark> read(std::span<const std::uint8_t> luma, int width, int height,
                                int stride) const;
  std::optional<FrameMark> read(const Picture& picture) const;
};

}  // namespace media
