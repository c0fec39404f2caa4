#include "tests/integration/recorder/key_search.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

#include "base/real_file_system.h"
#include "crypto/hpke/hpke_key.h"
#include "storage/segment/record_format.h"
#include "storage/segment/segment_key.h"
#include "storage/segment/segment_reader.h"

namespace recorder_test {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::uint64_t kInitNumber = 2;
// 32 random bytes with fewer different values are rarer than one in 2^40; most memory has fewer.
constexpr int kDifferentBytesMin = 17;

constexpr int kBlockBytes = 16;
using Block = std::array<std::uint8_t, kBlockBytes>;

// GCM is counter mode, and counts what it seals from two on: this block, sealed, is the first of
// the init's key stream, and the same for all segments.
Block first_counter() {
  Block counter{};
  std::ranges::copy(storage::record_nonce(kInitNumber), counter.begin());
  counter.back() = 2;
  return counter;
}

// How many different values are in a window that slides.
class Variety {
 public:
  void enter(std::uint8_t value) { different_ += counts_[value]++ == 0 ? 1 : 0; }
  void leave(std::uint8_t value) { different_ -= --counts_[value] == 0 ? 1 : 0; }
  bool enough() const { return different_ >= kDifferentBytesMin; }

 private:
  std::array<int, 256> counts_{};
  int different_ = 0;
};

// Calls `take` with the place of each window that may be a key, and the window.
template <typename Take>
void for_each_window(base::ByteView bytes, Take take) {
  Variety variety;
  for (std::size_t end = 0; end < bytes.size(); ++end) {
    variety.enter(bytes[end]);
    if (end + 1 < kKeyBytes) continue;
    const std::size_t at = end + 1 - kKeyBytes;
    if (variety.enough()) take(at, bytes.subspan(at).first<kKeyBytes>());
    variety.leave(bytes[at]);
  }
}

// An MP4 file begins with the short length and the name of its first box.
bool begins_an_init(base::ByteView keystream, base::ByteView sealed) {
  constexpr std::array<std::uint8_t, 3> kLength{0, 0, 0};
  constexpr std::array<std::uint8_t, 4> kName{'f', 't', 'y', 'p'};
  const auto plain = [&](std::size_t at) { return keystream[at] ^ sealed[at]; };
  for (std::size_t i = 0; i < kLength.size(); ++i) {
    if (plain(i) != kLength[i]) return false;
  }
  for (std::size_t i = 0; i < kName.size(); ++i) {
    if (plain(4 + i) != kName[i]) return false;
  }
  return true;
}

}  // namespace

void KeySearch::add_segment(const std::string& path) {
  base::RealFileSystem files;
  auto reader = storage::SegmentReader::open(files, path).value();
  const auto contents = reader.records().value();
  const auto init = std::ranges::find_if(contents.records, [](const storage::IndexEntry& entry) {
    return entry.header.kind == storage::RecordKind::Init;
  });
  if (init == contents.records.end() || init->header.number != kInitNumber) {
    throw std::runtime_error{path + " has no init where it belongs"};
  }
  Target target{reader.header(), base::Bytes(16)};
  const auto got =
      reader.file().read_at(init->offset + storage::kRecordHeaderBytes, target.first_bytes);
  if (!got || *got != target.first_bytes.size()) throw std::runtime_error{path + " is cut short"};
  targets_.push_back(std::move(target));
}

void KeySearch::Free::operator()(evp_cipher_ctx_st* cipher) const {
  EVP_CIPHER_CTX_free(cipher);
}

KeySearch::KeySearch() : cipher_{EVP_CIPHER_CTX_new()} {
  if (!cipher_ ||
      EVP_EncryptInit_ex(cipher_.get(), EVP_aes_256_ecb(), nullptr, nullptr, nullptr) != 1)
    throw std::runtime_error{"no AES"};
}

void KeySearch::try_key(Window window, const std::string& where) {
  ++tried_;
  static const Block kCounter = first_counter();
  Block keystream{};
  int bytes = 0;
  if (EVP_EncryptInit_ex(cipher_.get(), nullptr, nullptr, window.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(cipher_.get(), keystream.data(), &bytes, kCounter.data(),
                        int{kBlockBytes}) != 1 ||
      bytes != kBlockBytes)
    throw std::runtime_error{"AES failed"};
  for (const Target& target : targets_) {
    if (target.first_bytes.empty() || !begins_an_init(keystream, target.first_bytes)) continue;
    if (!storage::check_segment_key(target.header, window)) continue;
    found_.try_emplace(target.header.segment, Found{where, crypto::Secret::copy_of(window)});
  }
}

void KeySearch::try_wrapping_key(Window big_endian, const std::string& where) {
  ++tried_;
  const auto key = crypto::HpkePrivateKey::from(crypto::Secret::copy_of(big_endian));
  if (!key) return;  // no number below the order of the group
  for (const Target& target : targets_) {
    if (!std::ranges::equal(key->public_key().bytes(), target.header.encapsulated)) continue;
    found_.try_emplace(target.header.segment, Found{where, key->to_secret()});
  }
}

void KeySearch::search_keys(const Loot& loot) {
  for_each_window(loot.bytes, [&](std::size_t, Window window) { try_key(window, loot.where); });
}

void KeySearch::search_wrapping_keys(const Loot& memory) {
  for_each_window(memory.bytes, [&](std::size_t at, Window window) {
    if (at % sizeof(std::uint64_t) != 0) return;
    std::array<std::uint8_t, kKeyBytes> reversed{};  // as big numbers lie in memory
    std::ranges::reverse_copy(window, reversed.begin());
    try_wrapping_key(window, memory.where);
    try_wrapping_key(reversed, memory.where);
  });
}

std::string find_bytes(const std::vector<Loot>& all, base::ByteView bytes) {
  const base::Bytes reversed{bytes.rbegin(), bytes.rend()};
  for (const base::ByteView wanted : {bytes, base::ByteView{reversed}}) {
    const std::boyer_moore_horspool_searcher searcher{wanted.begin(), wanted.end()};
    for (const Loot& loot : all) {
      if (std::search(loot.bytes.begin(), loot.bytes.end(), searcher) != loot.bytes.end()) {
        return loot.where;
      }
    }
  }
  return "";
}

}  // namespace recorder_test
