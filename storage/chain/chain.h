// The digests and chains that make every change visible without a key: over the records of a
// segment, from segment to segment, and over the lines of a signed log.
// Pure functions of bytes; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Record" and "Signed logs".
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/random_id.h"
#include "crypto/hash/sha2.h"
#include "storage/chain/signed_log_format.h"
#include "storage/segment/fields.h"
#include "storage/segment/record_format.h"

namespace storage {

// The id of a key is derived from its public point, so no other key can pass for it.
base::Id key_id_of(const Point& public_key);

// `leaves` are the SHA-256 of each crypto::kLeafBytes of the body as stored, which
// crypto::MultiHasher computes side by side; `tag` is empty unless the record is sealed.
Digest record_digest(const RecordHeader& header, std::span<const Digest> leaves,
                     base::ByteView tag);

// c_0 of a segment from its header's digest, and c_n from c_(n-1).
Digest chain_start(const Digest& chain_in, const Digest& segment_header_digest);
Digest chain_next(const Digest& chain, const Digest& record_digest);

// For final_message(): what a final record says beyond its checkpoint.
Digest final_tail_digest(const RecordHeader& header, base::ByteView body);

// l_0 of a log, and l_n from l_(n-1).
Digest log_start(const LogHeader& header);
Digest log_next(const Digest& link, const Line& line);

// For line_message().
Digest line_content_digest(const LineHeader& header, base::ByteView body);

}  // namespace storage
