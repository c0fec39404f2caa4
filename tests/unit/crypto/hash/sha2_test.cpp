// Goal: the digests of FIPS 180-4, whole or in pieces.

#include "crypto/hash/sha2.h"

#include <gtest/gtest.h>

#include <thread>

namespace crypto {
namespace {

constexpr std::string_view kAbcDigest =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kEmptyDigest =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Sha2Test, AnswersAsPublished) {
  EXPECT_EQ(base::hex(sha256(base::as_bytes("abc"))), kAbcDigest);
  EXPECT_EQ(base::hex(sha256({})), kEmptyDigest);
  EXPECT_EQ(base::hex(sha384(base::as_bytes("abc"))),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(base::hex(sha512(base::as_bytes("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Sha2Test, AMillionLettersInOddPiecesAnswerAsPublished) {
  const base::Bytes letters(1'000'000, 'a');
  Sha256 hash;
  base::ByteView rest = letters;
  for (std::size_t piece = 1; !rest.empty(); piece = piece * 3 % 1009) {
    const std::size_t taken = std::min(piece, rest.size());
    hash.update(rest.first(taken));
    rest = rest.subspan(taken);
  }
  EXPECT_EQ(base::hex(hash.finish()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha2Test, FinishBeginsAnew) {
  Sha256 hash;
  EXPECT_EQ(base::hex(hash.finish()), kEmptyDigest);
  for (int i = 0; i < 3; ++i) {
    hash.update(base::as_bytes("a"));
    hash.update({});
    hash.update(base::as_bytes("bc"));
    EXPECT_EQ(base::hex(hash.finish()), kAbcDigest);
  }
  Sha256 moved = std::move(hash);
  moved.update(base::as_bytes("abc"));
  EXPECT_EQ(base::hex(moved.finish()), kAbcDigest);
}

TEST(Sha2Test, ThreadsDoNotDisturbEachOther) {
  std::vector<std::thread> threads;
  for (std::uint8_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([seed] {
      const base::Bytes bytes(1000, seed);
      const Sha256Digest expected = sha256(bytes);
      for (int i = 0; i < 500; ++i) EXPECT_EQ(sha256(bytes), expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace crypto
