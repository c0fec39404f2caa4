#include "media/scene/frame_mark.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace media {
namespace {

// The picture is a grid of 80 by 45 cells; the mark is 32 by 3 of them.
constexpr int kGridColumns = 80;
constexpr int kGridRows = 45;
constexpr int kMarkColumn = 2;
constexpr int kMarkRow = 40;
constexpr int kMarkColumns = 32;
constexpr int kMarkRows = 3;
constexpr std::size_t kMarkBits = kMarkColumns * kMarkRows;
constexpr std::size_t kSyncBits = 16;
constexpr std::uint16_t kSync = 0xb52c;

constexpr std::uint8_t kBlack = 16;
constexpr std::uint8_t kWhite = 235;
constexpr int kContrastMin = 48;  // between the levels of the sync's ones and zeros
constexpr int kReadWidthMin = 320;

using MarkBits = std::array<bool, kMarkBits>;

std::uint16_t mark_checksum(const FrameMark& mark) {
  std::uint16_t crc = 0xffff;
  const std::uint64_t value = std::uint64_t{mark.counter} << 32 | mark.unix_ms;
  for (int shift = 56; shift >= 0; shift -= 8) {
    crc = static_cast<std::uint16_t>(crc ^ ((value >> shift) & 0xff) << 8);
    for (int bit = 0; bit < 8; ++bit) {
      const bool carry = (crc & 0x8000) != 0;
      crc = static_cast<std::uint16_t>(crc << 1 ^ (carry ? 0x1021 : 0));
    }
  }
  return crc;
}

void put_bits(MarkBits& bits, std::size_t at, std::uint32_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) bits[at + i] = (value >> (count - 1 - i) & 1) != 0;
}

std::uint32_t get_bits(const MarkBits& bits, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 1 | (bits[at + i] ? 1U : 0U);
  return value;
}

MarkBits mark_bits(const FrameMark& mark) {
  MarkBits bits{};
  put_bits(bits, 0, kSync, kSyncBits);
  put_bits(bits, 16, mark.counter, 32);
  put_bits(bits, 48, mark.unix_ms, 32);
  put_bits(bits, 80, mark_checksum(mark), 16);
  return bits;
}

int cell_x(int half_cells, int width) {
  return half_cells * width / (2 * kGridColumns);
}

int cell_y(int half_cells, int height) {
  return half_cells * height / (2 * kGridRows);
}

void fill_luma(Picture& picture, int x0, int y0, int x1, int y1, std::uint8_t level) {
  for (int y = y0; y < y1; ++y) {
    auto row = picture.y.begin() + std::ptrdiff_t{y} * picture.width;
    std::fill(row + x0, row + x1, level);
  }
}

void fill_grey(Picture& picture, int x0, int y0, int x1, int y1) {
  for (auto* plane : {&picture.u, &picture.v}) {
    for (int y = y0 / 2; y < (y1 + 1) / 2; ++y) {
      auto row = plane->begin() + std::ptrdiff_t{y} * (picture.width / 2);
      std::fill(row + x0 / 2, row + (x1 + 1) / 2, std::uint8_t{128});
    }
  }
}

// Mean luma of the middle half of a cell, which scaling and coding leave alone.
int cell_level(std::span<const std::uint8_t> luma, int width, int height, int stride, int column,
               int row) {
  const int x0 = (4 * column + 1) * width / (4 * kGridColumns);
  const int x1 = std::max(x0 + 1, (4 * column + 3) * width / (4 * kGridColumns));
  const int y0 = (4 * row + 1) * height / (4 * kGridRows);
  const int y1 = std::max(y0 + 1, (4 * row + 3) * height / (4 * kGridRows));
  int sum = 0;
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      sum += luma[static_cast<std::size_t>(y) * static_cast<std::size_t>(stride) +
                  static_cast<std::size_t>(x)];
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

// The level between the sync's ones and zeros; none when they are not told apart.
std::optional<int> threshold_of(const std::array<int, kMarkBits>& levels) {
  int dark = 0;
  int bright = 0;
  int ones = 0;
  for (std::size_t i = 0; i < kSyncBits; ++i) {
    const bool one = (kSync >> (kSyncBits - 1 - i) & 1) != 0;
    (one ? bright : dark) += levels[i];
    ones += one ? 1 : 0;
  }
  bright /= ones;
  dark /= static_cast<int>(kSyncBits) - ones;
  if (bright - dark < kContrastMin) return std::nullopt;
  return (bright + dark) / 2;
}

}  // namespace

void draw_frame_mark(Picture& picture, const FrameMark& mark) {
  const auto x = [&](int half_cells) { return cell_x(half_cells, picture.width); };
  const auto y = [&](int half_cells) { return cell_y(half_cells, picture.height); };
  // Half a cell of quiet around it.
  constexpr int kLeft = 2 * kMarkColumn;
  constexpr int kTop = 2 * kMarkRow;
  constexpr int kRight = kLeft + 2 * kMarkColumns;
  constexpr int kBottom = kTop + 2 * kMarkRows;
  fill_luma(picture, x(kLeft - 1), y(kTop - 1), x(kRight + 1), y(kBottom + 1), kBlack);
  fill_grey(picture, x(kLeft - 1), y(kTop - 1), x(kRight + 1), y(kBottom + 1));
  const MarkBits bits = mark_bits(mark);
  for (int i = 0; i < static_cast<int>(kMarkBits); ++i) {
    if (!bits[static_cast<std::size_t>(i)]) continue;
    const int left = kLeft + 2 * (i % kMarkColumns);
    const int top = kTop + 2 * (i / kMarkColumns);
    fill_luma(picture, x(left), y(top), x(left + 2), y(top + 2), kWhite);
  }
}

std::chrono::milliseconds picture_age(const FrameMark& mark,
                                      std::chrono::sys_time<std::chrono::milliseconds> now) {
  const auto now_ms = static_cast<std::uint32_t>(now.time_since_epoch().count());
  return std::chrono::milliseconds{static_cast<std::int32_t>(now_ms - mark.unix_ms)};
}

std::optional<FrameMark> FrameMarkReader::read(std::span<const std::uint8_t> luma, int width,
                                               int height, int stride) const {
  if (width < kReadWidthMin || height < kGridRows || stride < width ||
      luma.size() / static_cast<std::size_t>(stride) < static_cast<std::size_t>(height)) {
    return std::nullopt;
  }
  std::array<int, kMarkBits> levels{};
  for (int i = 0; i < static_cast<int>(kMarkBits); ++i) {
    levels[static_cast<std::size_t>(i)] = cell_level(
        luma, width, height, stride, kMarkColumn + i % kMarkColumns, kMarkRow + i / kMarkColumns);
  }
  const auto threshold = threshold_of(levels);
  if (!threshold) return std::nullopt;
  MarkBits bits{};
  std::ranges::transform(levels, bits.begin(), [&](int level) { return level > *threshold; });
  const FrameMark mark{.counter = get_bits(bits, 16, 32), .unix_ms = get_bits(bits, 48, 32)};
  return bits == mark_bits(mark) ? std::optional{mark} : std::nullopt;
}

std::optional<FrameMark> FrameMarkReader::read(const Picture& picture) const {
  return read(picture.y, picture.width, picture.height, picture.width);
}

}  // namespace media
