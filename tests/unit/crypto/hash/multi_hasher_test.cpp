// Goal: side by side gives OpenSSL's digests, for any sizes in any mixture, and reads and writes
// only what it was given.

#include "crypto/hash/multi_hasher.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <thread>

namespace crypto {
namespace {

// Long enough for all, cut differently for each.
const base::Bytes& random_pool() {
  static const base::Bytes pool = [] {
    std::mt19937 random{20261120};
    base::Bytes bytes(1 << 20);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
  }();
  return pool;
}

void expect_openssl_digests(MultiHasher& hasher, const std::vector<base::ByteView>& buffers) {
  std::vector<Sha256Digest> digests(buffers.size(), Sha256Digest{0xee});
  hasher.sha256_many(buffers, digests);
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_EQ(digests[i], sha256(buffers[i])) << i << " of " << buffers.size();
  }
}

class MultiHasherTest : public testing::TestWithParam<MultiHasher::Engine> {
 protected:
  MultiHasher hasher_{GetParam()};
};

TEST_P(MultiHasherTest, EverySmallSizeAmongEqualOnes) {
  for (std::size_t size = 0; size <= 300; ++size) {
    std::vector<base::ByteView> buffers;
    for (std::size_t i = 0; i < 33; ++i) {
      buffers.push_back(base::ByteView{random_pool()}.subspan(i * 301, size));
    }
    expect_openssl_digests(hasher_, buffers);
  }
}

TEST_P(MultiHasherTest, EveryNumberOfBuffers) {
  for (std::size_t count = 0; count <= 70; ++count) {
    std::vector<base::ByteView> buffers;
    for (std::size_t i = 0; i < count; ++i) {
      buffers.push_back(base::ByteView{random_pool()}.subspan(i * 17, 2048));
    }
    expect_openssl_digests(hasher_, buffers);
  }
}

TEST_P(MultiHasherTest, OddMixturesOfSizes) {
  std::mt19937 random{7};
  for (int round = 0; round < 60; ++round) {
    std::vector<base::ByteView> buffers;
    const std::size_t count = random() % 300;  // also more than the library queues
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t size = random() % 8 == 0 ? random() % 50'000 : random() % 301;
      buffers.push_back(base::ByteView{random_pool()}.subspan(random() % 900'000, size));
    }
    expect_openssl_digests(hasher_, buffers);
  }
}

TEST_P(MultiHasherTest, ManyEmptyBuffers) {
  expect_openssl_digests(hasher_, std::vector<base::ByteView>(40));
}

TEST_P(MultiHasherTest, ReadsNothingBeyondABuffer) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const memory =
      mmap(nullptr, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto* const middle = static_cast<std::uint8_t*>(memory) + page;
  std::copy_n(random_pool().begin(), page, middle);
  ASSERT_EQ(mprotect(memory, page, PROT_NONE), 0);
  ASSERT_EQ(mprotect(middle + page, page, PROT_NONE), 0);
  for (std::size_t size = 0; size <= 200; ++size) {
    expect_openssl_digests(hasher_, std::vector(20, base::ByteView{middle + page - size, size}));
    expect_openssl_digests(hasher_, std::vector(20, base::ByteView{middle, size}));
  }
  EXPECT_EQ(munmap(memory, 3 * page), 0);
}

TEST_P(MultiHasherTest, MovedHasherGoesOn) {
  MultiHasher moved = std::move(hasher_);
  expect_openssl_digests(moved, std::vector(20, base::ByteView{random_pool()}.first(999)));
}

TEST_P(MultiHasherTest, EachThreadMayHaveItsOwn) {
  random_pool();
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 3; ++t) {
    threads.emplace_back([t, engine = GetParam()] {
      MultiHasher hasher{engine};
      for (std::size_t i = 0; i < 10; ++i) {
        expect_openssl_digests(
            hasher, std::vector(24, base::ByteView{random_pool()}.subspan(t * 1000 + i, 3000)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(MultiHasherTest, LeavesAreCutAt64KiB) {
  const base::ByteView pool = random_pool();
  EXPECT_TRUE(hasher_.sha256_leaves({}).empty());
  EXPECT_EQ(hasher_.sha256_leaves(pool.first(1)), std::vector{sha256(pool.first(1))});
  EXPECT_EQ(hasher_.sha256_leaves(pool.first(kLeafBytes)),
            std::vector{sha256(pool.first(kLeafBytes))});
  EXPECT_EQ(hasher_.sha256_leaves(pool.first(kLeafBytes + 1)),
            (std::vector{sha256(pool.first(kLeafBytes)), sha256(pool.subspan(kLeafBytes, 1))}));
  const auto leaves = hasher_.sha256_leaves(pool.first(10 * kLeafBytes + 77));
  ASSERT_EQ(leaves.size(), 11U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(leaves[i], sha256(pool.subspan(i * kLeafBytes, kLeafBytes)));
  }
  EXPECT_EQ(leaves[10], sha256(pool.subspan(10 * kLeafBytes, 77)));
}

INSTANTIATE_TEST_SUITE_P(Engines, MultiHasherTest,
                         testing::Values(MultiHasher::Engine::Fastest,
                                         MultiHasher::Engine::OpenSsl),
                         [](const auto& engine) {
                           return engine.param == MultiHasher::Engine::Fastest ? "Fastest"
                                                                               : "OpenSsl";
                         });

TEST(MultiHasherEngineTest, TheNamedEngineIsUsed) {
  EXPECT_EQ(MultiHasher{MultiHasher::Engine::OpenSsl}.lanes(), 1U);
#ifdef CUSTODY_IPSEC_MB
  EXPECT_GT(MultiHasher{}.lanes(), 1U);
#endif
}

}  // namespace
}  // namespace crypto
