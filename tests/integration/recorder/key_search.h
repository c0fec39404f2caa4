// Tries everything that was looted as a key: each 32 bytes of it, at every offset.
//
// One block of each segment is enough to tell a right key from a wrong one: its second record is
// the init, whose first bytes everybody knows ("ftyp"). What passes is held to the segment's
// commitment, and then opens it. A second way in would be the private half of the key that the
// segment key was wrapped with, so aligned words of memory are also tried as one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "crypto/secret.h"
#include "storage/segment/segment_format.h"
#include "tests/integration/recorder/loot.h"

struct evp_cipher_ctx_st;

namespace recorder_test {

class KeySearch {
 public:
  KeySearch();

  struct Found {
    std::string where;
    crypto::Secret key;
  };

  void add_segment(const std::string& path);
  // Known by its header alone, so only search_wrapping_keys() can find it.
  void add_header(const storage::SegmentHeader& header) { targets_.push_back({header, {}}); }

  void search_keys(const Loot& loot);
  void search_wrapping_keys(const Loot& memory);

  const std::map<base::Id, Found>& found() const { return found_; }
  std::uint64_t tried() const { return tried_; }

 private:
  struct Target {
    storage::SegmentHeader header{};
    base::Bytes first_bytes{};  // of the init, sealed
  };

  using Window = std::span<const std::uint8_t, 32>;

  void try_key(Window window, const std::string& where);
  void try_wrapping_key(Window big_endian, const std::string& where);

  struct Free {
    void operator()(evp_cipher_ctx_st* cipher) const;
  };

  // One for millions of keys: a product's key is made, used and wiped each for itself.
  std::unique_ptr<evp_cipher_ctx_st, Free> cipher_;
  std::vector<Target> targets_;
  std::map<base::Id, Found> found_;
  std::uint64_t tried_ = 0;
};

// Where `bytes`, or the same bytes in the other order, lie in `all`; empty when nowhere.
std::string find_bytes(const std::vector<Loot>& all, base::ByteView bytes);

}  // namespace recorder_test
