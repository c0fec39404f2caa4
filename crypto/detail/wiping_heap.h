// OpenSSL's memory, wiped whenever a block is given back.
//
// OpenSSL wipes what it knows to be secret, but not every copy of it: the block that ECDH keeps its
// windows in (3.0) is freed with a private scalar inside. malloc() overwrites some of it; that is
// luck, and half a scalar is worth having.
// Promise: in every program that links crypto it holds from before main(). Safe from any thread.
#pragma once

namespace crypto::detail {

// Once, before OpenSSL has allocated anything; false when that is too late.
bool wipe_openssl_heap();

bool openssl_heap_is_wiped();

// All of a block of malloc(), also what lies beyond the size that was asked for.
void wipe_block(void* block);

}  // namespace crypto::detail
