#include "crypto/detail/wiping_heap.h"

#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace crypto::detail {
namespace {

void* take_block(std::size_t size, const char*, int) {
  return size == 0 ? nullptr : std::malloc(size);
}

void give_back_block(void* block, const char*, int) {
  wipe_block(block);
  std::free(block);
}

// Never in the hands of realloc(), which leaves the old bytes behind when it moves a block.
void* resize_block(void* block, std::size_t size, const char* file, int line) {
  if (block == nullptr) return take_block(size, file, line);
  if (size == 0) {
    give_back_block(block, file, line);
    return nullptr;
  }
  void* const larger = std::malloc(size);
  if (larger == nullptr) return nullptr;
  std::memcpy(larger, block, std::min(size, ::malloc_usable_size(block)));
  give_back_block(block, file, line);
  return larger;
}

}  // namespace

bool wipe_openssl_heap() {
  return CRYPTO_set_mem_functions(take_block, resize_block, give_back_block) == 1;
}

bool openssl_heap_is_wiped() {
  CRYPTO_free_fn free_function = nullptr;
  CRYPTO_get_mem_functions(nullptr, nullptr, &free_function);
  return free_function == give_back_block;
}

void wipe_block(void* block) {
  if (block != nullptr) OPENSSL_cleanse(block, ::malloc_usable_size(block));
}

}  // namespace crypto::detail
