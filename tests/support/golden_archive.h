// The golden archive of tests/vectors/sealed-archive, what its writer states about it, and the
// checks that need no key, in the plainest form. Fails the running test when a file is missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json/json.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/keys/public_key.h"
#include "storage/segment/record_format.h"
#include "storage/segment/segment_format.h"

namespace golden {

inline constexpr const char* kSegments[] = {"complete", "torn", "successor"};

const base::Json& expected();  // golden.json
base::Bytes read_file(const std::string& path);

// A string member by its path, "keys.day.public": as it is, or as bytes.
std::string text_at(std::string_view path);
base::Bytes bytes_at(std::string_view path);
base::Id id_at(std::string_view path);
storage::Digest digest_at(std::string_view path);

storage::Point point_at(std::string_view key);  // "signer_1"
crypto::PublicKey public_key_at(std::string_view key);
crypto::HpkePrivateKey private_key_at(std::string_view key);

base::Bytes segment_file(std::string_view name);
// What the writer states about record `number` of a segment.
const base::Json& expected_record(std::string_view segment, std::uint64_t number);

struct Record {
  storage::RecordHeader header{};
  std::uint64_t offset = 0;
  base::ByteView body{};
  base::ByteView sealed{};  // body and tag
  base::ByteView tag{};
  storage::Digest digest{};
  storage::Digest chain{};  // c after this record

  std::uint64_t end() const { return offset + storage::record_bytes(header); }
};

// The longest run of records from the front that is sound by itself; views into `file`.
struct Prefix {
  storage::SegmentHeader header{};
  storage::Digest header_digest{};
  std::vector<Record> records{};

  std::uint64_t end() const {
    return records.empty() ? storage::kSegmentHeaderBytes : records.back().end();
  }
  storage::Digest chain() const;  // c of the last record
};

std::optional<Prefix> authentic_prefix(base::ByteView file);
std::optional<Record> record_at(base::ByteView file, std::uint64_t offset);  // chain is not set

// Where a finished segment is not what its recorder signed: after record `after`, up to `upto`.
// The header counts as record 0, the end mark as the one after the final record.
struct Fault {
  std::int64_t after = 0;
  std::int64_t upto = 0;

  bool covers(std::int64_t record) const { return after < record && record <= upto; }
};

std::optional<Fault> find_fault(base::ByteView file, const crypto::PublicKey& signer);

}  // namespace golden
