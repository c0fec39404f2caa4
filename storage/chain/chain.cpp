#include "storage/chain/chain.h"

#include <algorithm>
#include <cassert>
#include <initializer_list>

#include "storage/segment/record_body_format.h"

namespace storage {
namespace {

Digest sha256_of(std::initializer_list<base::ByteView> parts) {
  crypto::Sha256 hash;
  for (const base::ByteView part : parts) hash.update(part);
  return hash.finish();
}

}  // namespace

base::Id key_id_of(const Point& public_key) {
  const Digest digest = sha256_of({public_key});
  base::Id id;
  std::ranges::copy(base::ByteView{digest}.first(id.bytes.size()), id.bytes.begin());
  return id;
}

Digest record_digest(const RecordHeader& header, std::span<const Digest> leaves,
                     base::ByteView tag) {
  assert(tag.size() == (is_sealed(header.kind) ? kTagBytes : 0));
  crypto::Sha256 hash;
  hash.update(marshal(header));
  for (const Digest& leaf : leaves) hash.update(leaf);
  hash.update(tag);
  return hash.finish();
}

Digest chain_start(const Digest& chain_in, const Digest& segment_header_digest) {
  return sha256_of({base::as_bytes("custody chain v1"), chain_in, segment_header_digest});
}

Digest chain_next(const Digest& chain, const Digest& record_digest) {
  return sha256_of({chain, record_digest});
}

Digest final_tail_digest(const RecordHeader& header, base::ByteView body) {
  assert(body.size() >= kCheckpointBytes);
  const RecordHeaderBytes header_bytes = marshal(header);
  return sha256_of({header_bytes, body.subspan(kCheckpointBytes)});
}

Digest log_start(const LogHeader& header) {
  const base::Bytes header_bytes = marshal(header);
  return sha256_of({base::as_bytes("custody log v1"), header_bytes});
}

Digest log_next(const Digest& link, const Line& line) {
  const base::Bytes header_bytes = marshal(line.header);
  const Digest digest = sha256_of({header_bytes, line.body, line.signature});
  return sha256_of({link, digest});
}

Digest line_content_digest(const LineHeader& header, base::ByteView body) {
  const base::Bytes header_bytes = marshal(header);
  return sha256_of({header_bytes, body});
}

}  // namespace storage
