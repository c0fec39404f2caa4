#include "media/mp4/boxes.h"

#include "base/byte_order.h"

namespace media {

std::optional<Box> Boxes::next() {
  if (rest_.empty()) return std::nullopt;
  base::ByteReader reader{rest_};
  std::uint64_t size = reader.get<std::uint32_t>();
  const base::ByteView type = reader.take(4);
  std::size_t header = 8;
  if (size == 1) {
    size = reader.get<std::uint64_t>();
    header = 16;
  }
  // Size zero, "to the end of the file", is nothing we write and nothing a record may hold.
  if (reader.failed() || size < header || size > rest_.size()) {
    failed_ = true;
    rest_ = {};
    return std::nullopt;
  }
  const base::ByteView whole = rest_.first(static_cast<std::size_t>(size));
  rest_ = rest_.subspan(whole.size());
  return Box{.type = base::as_text(type), .whole = whole, .content = whole.subspan(header)};
}

std::optional<Box> find_box(base::ByteView bytes, std::string_view type) {
  Boxes boxes{bytes};
  while (const auto box = boxes.next()) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

std::optional<Box> find_box(base::ByteView bytes, std::initializer_list<std::string_view> path) {
  std::optional<Box> found;
  for (const auto type : path) {
    found = find_box(bytes, type);
    if (!found) return std::nullopt;
    bytes = found->content;
  }
  return found;
}

}  // namespace media
