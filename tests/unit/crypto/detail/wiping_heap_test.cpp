// Goal: no secret stays in memory that OpenSSL has given back.

#include "crypto/detail/wiping_heap.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>

namespace crypto::detail {
namespace {

TEST(WipingHeapTest, IsOpensslsFromBeforeMain) {
  EXPECT_TRUE(openssl_heap_is_wiped());
}

TEST(WipingHeapTest, ABlockIsWipedToItsVeryEnd) {
  for (const std::size_t size : {1U, 33U, 40U, 280U, 100'000U}) {
    auto* const bytes = static_cast<unsigned char*>(std::malloc(size));
    const std::unique_ptr<unsigned char, decltype(&std::free)> block{bytes, &std::free};
    ASSERT_NE(bytes, nullptr);
    const std::span whole{bytes, ::malloc_usable_size(bytes)};
    std::ranges::fill(whole, static_cast<unsigned char>(0x5a));
    wipe_block(bytes);
    EXPECT_TRUE(std::ranges::all_of(whole, [](unsigned char value) { return value == 0; })) << size;
  }
  wipe_block(nullptr);
}

TEST(WipingHeapTest, ABlockThatGrowsOrShrinksKeepsItsBytes) {
  auto* block = static_cast<unsigned char*>(OPENSSL_malloc(32));
  ASSERT_NE(block, nullptr);
  std::fill_n(block, 32, static_cast<unsigned char>(0x5a));
  for (const std::size_t size : {100'000U, 16U}) {
    block = static_cast<unsigned char*>(OPENSSL_realloc(block, size));
    ASSERT_NE(block, nullptr);
    EXPECT_TRUE(std::all_of(block, block + 16, [](unsigned char value) { return value == 0x5a; }));
  }
  OPENSSL_free(block);
  EXPECT_EQ(OPENSSL_malloc(0), nullptr);
}

}  // namespace
}  // namespace crypto::detail
