#include "crypto/hash/multi_hasher.h"

#include <algorithm>
#include <cassert>

#include "crypto/hash/hash_plan.h"

#ifdef CUSTODY_IPSEC_MB
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>
#endif

namespace crypto {

#ifdef CUSTODY_IPSEC_MB

struct MultiHasher::Lanes {
  struct Free {
    void operator()(IMB_MGR* owned) const { free_mb_mgr(owned); }
  };

  // Null when the library does not run on this processor.
  static std::unique_ptr<Lanes> create();

  // Hashes buffers[i] for every i of `order`; false when the library refused one.
  bool hash(std::span<const base::ByteView> buffers, std::span<const std::size_t> order,
            std::span<Sha256Digest> digests);

  std::unique_ptr<IMB_MGR, Free> manager;
  LaneSpeed speed;
};

namespace {

// Measured on one core, in GB/s: a lane of AVX-512 does 0.30, of AVX2, AVX or SSE 0.23, of two
// interleaved streams of SHA instructions 1.30 (which the library prefers where it has no AVX-512);
// OpenSSL does 2.0 with SHA instructions and 0.57 without. The ratios are what matters.
LaneSpeed lane_speed(IMB_ARCH architecture, std::uint64_t features) {
  const bool sha_instructions = (features & IMB_FEATURE_SHANI) != 0;
  if (architecture == IMB_ARCH_AVX512) return {16, sha_instructions ? 6.7 : 1.9};
  if (sha_instructions) return {2, 1.5};
  return {architecture == IMB_ARCH_AVX2 ? std::size_t{8} : std::size_t{4}, 2.5};
}

// Counts a job that left the queue; false when it was not hashed.
bool take_finished(const IMB_JOB* job, std::size_t& finished) {
  ++finished;
  return job->status == IMB_STATUS_COMPLETED;
}

}  // namespace

std::unique_ptr<MultiHasher::Lanes> MultiHasher::Lanes::create() {
  auto lanes = std::make_unique<Lanes>();
  lanes->manager.reset(alloc_mb_mgr(0));
  if (!lanes->manager) return nullptr;
  IMB_ARCH architecture = IMB_ARCH_NONE;
  init_mb_mgr_auto(lanes->manager.get(), &architecture);
  if (architecture == IMB_ARCH_NONE || imb_get_errno(lanes->manager.get()) != 0) return nullptr;
  lanes->speed = lane_speed(architecture, lanes->manager->features);
  return lanes;
}

bool MultiHasher::Lanes::hash(std::span<const base::ByteView> buffers,
                              std::span<const std::size_t> order, std::span<Sha256Digest> digests) {
  IMB_MGR* const imb = manager.get();
  std::size_t finished = 0;
  bool good = true;
  for (const std::size_t i : order) {
    IMB_JOB* const job = IMB_GET_NEXT_JOB(imb);
    job->cipher_mode = IMB_CIPHER_NULL;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->chain_order = IMB_ORDER_HASH_CIPHER;
    job->hash_alg = IMB_AUTH_SHA_256;
    job->src = buffers[i].data();
    job->hash_start_src_offset_in_bytes = 0;
    job->msg_len_to_hash_in_bytes = buffers[i].size();
    job->auth_tag_output = digests[i].data();
    job->auth_tag_output_len_in_bytes = kSha256Bytes;
    for (const IMB_JOB* done = IMB_SUBMIT_JOB(imb); done != nullptr;
         done = IMB_GET_COMPLETED_JOB(imb)) {
      good = take_finished(done, finished) && good;
    }
  }
  // Also after a refusal: no job may stay behind and write to a digest that is gone.
  while (const IMB_JOB* done = IMB_FLUSH_JOB(imb)) good = take_finished(done, finished) && good;
  return good && finished == order.size();
}

#else

struct MultiHasher::Lanes {
  static std::unique_ptr<Lanes> create() { return nullptr; }
  bool hash(std::span<const base::ByteView>, std::span<const std::size_t>,
            std::span<Sha256Digest>) {
    return false;
  }

  LaneSpeed speed;
};

#endif

void append_leaves(std::vector<base::ByteView>& leaves, base::ByteView body) {
  for (; !body.empty(); body = body.subspan(std::min(kLeafBytes, body.size()))) {
    leaves.push_back(body.first(std::min(kLeafBytes, body.size())));
  }
}

MultiHasher::MultiHasher(Engine engine)
    : lanes_{engine == Engine::Fastest ? Lanes::create() : nullptr} {}
MultiHasher::~MultiHasher() = default;
MultiHasher::MultiHasher(MultiHasher&&) noexcept = default;
MultiHasher& MultiHasher::operator=(MultiHasher&&) noexcept = default;

void MultiHasher::sha256_many(std::span<const base::ByteView> buffers,
                              std::span<Sha256Digest> digests) {
  assert(buffers.size() == digests.size());
  sizes_.clear();
  for (const base::ByteView buffer : buffers) sizes_.push_back(buffer.size());
  const LaneSpeed speed = lanes_ ? lanes_->speed : LaneSpeed{};
  std::size_t alone = plan_lanes(sizes_, speed, order_);
  // The library may refuse empty buffers; they sort last.
  std::size_t end = order_.size();
  while (end > alone && sizes_[order_[end - 1]] == 0) --end;

  const std::span<const std::size_t> order = order_;
  if (alone < end && !lanes_->hash(buffers, order.subspan(alone, end - alone), digests)) {
    alone = end;
  }
  for (const std::size_t i : order.first(alone)) digests[i] = sha256(buffers[i]);
  for (const std::size_t i : order.subspan(end)) digests[i] = sha256(buffers[i]);
}

std::vector<Sha256Digest> MultiHasher::sha256_leaves(base::ByteView body) {
  std::vector<base::ByteView> leaves;
  append_leaves(leaves, body);
  std::vector<Sha256Digest> digests(leaves.size());
  sha256_many(leaves, digests);
  return digests;
}

std::size_t MultiHasher::lanes() const {
  return lanes_ ? lanes_->speed.lanes : 1;
}

}  // namespace crypto
