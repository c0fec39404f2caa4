// What sealing costs: a picture or a large record, and wrapping a segment's key.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>

#include "crypto/aead/aead.h"
#include "crypto/hpke/hpke.h"

namespace {

crypto::AeadKey random_key() {
  return crypto::AeadKey::from(crypto::Secret::random(crypto::kAeadKeyBytes)).value();
}

// A fresh nonce for each seal, counted as the caller of seal() must.
void count_up(crypto::Nonce& nonce) {
  for (std::size_t i = nonce.size(); i > 0; --i) {
    if (++nonce[i - 1] != 0) return;
  }
}

// As the recorder does: header and picture in two places, one buffer kept for the ciphertext.
void BM_SealScattered(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  crypto::AeadKey key = random_key();
  crypto::Nonce nonce{};
  const base::Bytes header(64, 1);
  const base::Bytes picture(size - header.size(), 2);
  const std::array<base::ByteView, 2> parts{header, picture};
  base::Bytes sealed(size + crypto::kAeadTagBytes);
  for (auto _ : state) {
    count_up(nonce);
    if (!crypto::seal_into(key, nonce, header, parts, sealed)) state.SkipWithError("seal");
    benchmark::DoNotOptimize(sealed.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_SealScattered)->Arg(1400)->Arg(20'480)->Arg(1 << 20);

void BM_SealOneShot(benchmark::State& state) {
  crypto::AeadKey key = random_key();
  crypto::Nonce nonce{};
  const base::Bytes picture(static_cast<std::size_t>(state.range(0)), 2);
  for (auto _ : state) {
    count_up(nonce);
    benchmark::DoNotOptimize(crypto::seal(key, nonce, {}, picture));
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_SealOneShot)->Arg(20'480)->Arg(1 << 20);

void BM_OpenInto(benchmark::State& state) {
  crypto::AeadKey key = random_key();
  const crypto::Nonce nonce{};
  base::Bytes picture(static_cast<std::size_t>(state.range(0)), 2);
  const base::Bytes sealed = crypto::seal(key, nonce, {}, picture).value();
  for (auto _ : state) {
    if (!crypto::open_into(key, nonce, {}, sealed, picture)) state.SkipWithError("open");
    benchmark::DoNotOptimize(picture.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_OpenInto)->Arg(20'480)->Arg(1 << 20);

void BM_HpkeWrap(benchmark::State& state) {
  const auto recipient = crypto::HpkePrivateKey::generate().value();
  const crypto::Secret segment_key = crypto::Secret::random(32);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        crypto::hpke_seal(recipient.public_key(), {}, {}, segment_key.reveal()));
  }
}
BENCHMARK(BM_HpkeWrap);

void BM_HpkeUnwrap(benchmark::State& state) {
  const auto recipient = crypto::HpkePrivateKey::generate().value();
  const auto sealed = crypto::hpke_seal(recipient.public_key(), {}, {}, base::Bytes(32, 1)).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::hpke_open(recipient, sealed.enc, {}, {}, sealed.ciphertext));
  }
}
BENCHMARK(BM_HpkeUnwrap);

}  // namespace
