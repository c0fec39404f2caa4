// A small bitmap font of our own: 5 by 7 dots for printable ASCII, drawn as blocks.
#pragma once

#include "media/scene/canvas.h"

namespace media {

inline constexpr int kGlyphColumns = 6;  // with the space to the next
inline constexpr int kGlyphRows = 9;     // with a dot of paper above and below

// Draws one character's whole cell with its corner at (x, y), each dot `dot_px` wide; even values.
void draw_glyph(Canvas& canvas, int x, int y, int dot_px, char character, const Color& ink,
                const Color& paper);

}  // namespace media
