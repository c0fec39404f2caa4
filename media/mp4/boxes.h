// ISO base media boxes: writing them nested, walking over them bounded.
//
// Pure. Specification: ISO/IEC 14496-12 4.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

// Appends boxes to a buffer it owns; a box's size is filled in when its content is written.
class BoxWriter {
 public:
  template <std::unsigned_integral Integer>
  void put(Integer value) {
    for (std::size_t shift = sizeof(Integer) * 8; shift > 0; shift -= 8) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
    }
  }
  void put(base::ByteView bytes) { base::append(bytes_, bytes); }
  void put_text(std::string_view text) { base::append(bytes_, base::as_bytes(text)); }
  void put_zeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }

  template <typename Content>
  void box(std::string_view type, Content content) {
    const std::size_t start = bytes_.size();
    put(std::uint32_t{0});
    put_text(type);
    content();
    patch(start, static_cast<std::uint32_t>(bytes_.size() - start));
  }
  template <typename Content>
  void full_box(std::string_view type, std::uint8_t version, std::uint32_t flags, Content content) {
    box(type, [&] {
      put((std::uint32_t{version} << 24) | flags);
      content();
    });
  }

  std::size_t size() const { return bytes_.size(); }
  void patch(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
      bytes_[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
    }
  }
  base::Bytes take() && { return std::move(bytes_); }

 private:
  base::Bytes bytes_;
};

struct Box {
  std::string_view type;   // four characters of the input
  base::ByteView whole;    // header and content
  base::ByteView content;  // behind size and type
};

// `while (const auto box = boxes.next()) ...; if (boxes.failed()) ...`
class Boxes {
 public:
  explicit Boxes(base::ByteView bytes) : rest_{bytes} {}

  std::optional<Box> next();
  bool failed() const { return failed_; }  // a size ran over the end

 private:
  base::ByteView rest_;
  bool failed_ = false;
};

// The content of the first box of that type, or none.
std::optional<Box> find_box(base::ByteView bytes, std::string_view type);
// The same down a path: find_box(moov, {"trak", "mdia"}).
std::optional<Box> find_box(base::ByteView bytes, std::initializer_list<std::string_view> path);

inline base::Error bad_mp4(const char* what) {
  return {base::ErrorKind::Corrupt, what};
}

}  // namespace media
