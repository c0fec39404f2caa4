#include "storage/locks/lock_line_format.h"

#include <cassert>

#include "storage/segment/fields.h"
#include "storage/segment/segment_format.h"

namespace storage {
namespace {

struct TextSizes {
  std::size_t actor = 0;
  std::size_t reason = 0;
};

void put_sizes(base::ByteWriter& writer, const std::string& actor, const std::string& reason) {
  assert(!actor.empty() && actor.size() <= kLockActorBytesMax);
  assert(reason.size() <= kLockReasonBytesMax);
  writer.put(static_cast<std::uint16_t>(actor.size()));
  writer.put(static_cast<std::uint16_t>(reason.size()));
}

TextSizes get_sizes(base::ByteReader& reader) {
  const std::size_t actor = reader.get<std::uint16_t>();
  return {actor, reader.get<std::uint16_t>()};
}

bool fits(const TextSizes& sizes, const base::ByteReader& reader) {
  return sizes.actor > 0 && sizes.actor <= kLockActorBytesMax &&
         sizes.reason <= kLockReasonBytesMax && sizes.actor + sizes.reason == reader.remaining();
}

}  // namespace

base::Bytes marshal(const Lock& lock) {
  base::ByteWriter writer;
  writer.put(lock.lock.bytes);
  writer.put(lock.camera.bytes);
  writer.put(lock.from.count);
  writer.put(lock.to.count);
  writer.put(lock.until.count);
  writer.put(lock.stream);
  put_sizes(writer, lock.actor, lock.reason);
  writer.put_zeros(2);
  writer.put(base::as_bytes(lock.actor));
  writer.put(base::as_bytes(lock.reason));
  return std::move(writer).take();
}

base::Result<Lock> parse_lock(base::ByteView body) {
  base::ByteReader reader{body};
  Lock lock;
  lock.lock = get_id(reader);
  lock.camera = get_id(reader);
  lock.from = get_time(reader);
  lock.to = get_time(reader);
  lock.until = get_time(reader);
  lock.stream = reader.get<std::uint16_t>();
  const TextSizes sizes = get_sizes(reader);
  const bool zeros = take_zeros(reader, 2);
  if (!fits(sizes, reader)) return corrupt("a lock of an impossible size");
  lock.actor = get_text(reader, sizes.actor);
  lock.reason = get_text(reader, sizes.reason);
  const bool stream = lock.stream == kAllStreams || is_stream(static_cast<StreamId>(lock.stream));
  if (!zeros || !stream || is_zero(lock.lock) || lock.to < lock.from) {
    return corrupt("a lock with impossible fields");
  }
  return lock;
}

base::Bytes marshal(const Release& release) {
  base::ByteWriter writer;
  writer.put(release.lock.bytes);
  put_sizes(writer, release.actor, release.reason);
  writer.put(base::as_bytes(release.actor));
  writer.put(base::as_bytes(release.reason));
  return std::move(writer).take();
}

base::Result<Release> parse_release(base::ByteView body) {
  base::ByteReader reader{body};
  Release release;
  release.lock = get_id(reader);
  const TextSizes sizes = get_sizes(reader);
  if (!fits(sizes, reader)) return corrupt("a release of an impossible size");
  release.actor = get_text(reader, sizes.actor);
  release.reason = get_text(reader, sizes.reason);
  if (is_zero(release.lock)) return corrupt("a release of no lock");
  return release;
}

}  // namespace storage
