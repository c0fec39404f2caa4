// What hashing pictures costs: one after the other, and side by side.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "crypto/hash/multi_hasher.h"

namespace {

constexpr std::int64_t kPictureBytes = 20'480;

void run_many(benchmark::State& state, crypto::MultiHasher::Engine engine,
              const std::vector<base::Bytes>& pictures) {
  const std::vector<base::ByteView> views(pictures.begin(), pictures.end());
  std::vector<crypto::Sha256Digest> digests(views.size());
  crypto::MultiHasher hasher{engine};
  std::int64_t bytes = 0;
  for (const base::ByteView view : views) bytes += static_cast<std::int64_t>(view.size());
  for (auto _ : state) {
    hasher.sha256_many(views, digests);
    benchmark::DoNotOptimize(digests.data());
  }
  state.SetBytesProcessed(state.iterations() * bytes);
}

std::vector<base::Bytes> equal_pictures(std::int64_t count) {
  return std::vector<base::Bytes>(static_cast<std::size_t>(count), base::Bytes(kPictureBytes, 7));
}

void BM_Sha256OpenSsl(benchmark::State& state) {
  run_many(state, crypto::MultiHasher::Engine::OpenSsl, equal_pictures(state.range(0)));
}
BENCHMARK(BM_Sha256OpenSsl)->Arg(1)->Arg(4)->Arg(8)->Arg(16)->Arg(32);

void BM_Sha256SideBySide(benchmark::State& state) {
  run_many(state, crypto::MultiHasher::Engine::Fastest, equal_pictures(state.range(0)));
}
BENCHMARK(BM_Sha256SideBySide)->Arg(1)->Arg(4)->Arg(8)->Arg(12)->Arg(16)->Arg(17)->Arg(32);

// Two batches as they come: from 32 cameras, of which every 25th picture is a large key frame.
void BM_Sha256MixedBatch(benchmark::State& state) {
  std::vector<base::Bytes> pictures;
  for (std::size_t i = 0; i < 64; ++i) {
    pictures.emplace_back(i % 25 == 0 ? 150'000 : 8'000 + i * 251 % 16'000, std::uint8_t{7});
  }
  run_many(state,
           state.range(0) == 0 ? crypto::MultiHasher::Engine::OpenSsl
                               : crypto::MultiHasher::Engine::Fastest,
           pictures);
}
BENCHMARK(BM_Sha256MixedBatch)->ArgName("side_by_side")->Arg(0)->Arg(1);

void BM_Sha256ShortBuffer(benchmark::State& state) {
  const base::Bytes bytes(static_cast<std::size_t>(state.range(0)), 7);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::sha256(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Sha256ShortBuffer)->Arg(32)->Arg(1400);

}  // namespace
