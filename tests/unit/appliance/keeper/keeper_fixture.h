// A keeper on a memory disk with a clock that stands still, and footage for it to open.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "appliance/keeper/evidence_desk.h"
#include "appliance/keeper/footage_keys.h"
#include "appliance/keeper/keeper.h"
#include "base/random_id.h"
#include "base/ticks.h"
#include "crypto/hpke/hpke.h"
#include "crypto/kdf/hkdf.h"
#include "storage/segment/segment_format.h"
#include "tests/support/filled_id.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/memory_log.h"

namespace appliance {

// As cheap as is allowed: what it costs is not what is tested.
inline constexpr crypto::Argon2idCost kCheapCost{8, 1, 1};

inline const char* const kDirectory = "/state";

inline crypto::Secret right_credential() {
  return crypto::Secret::copy_of(std::string(32, 'c'));
}
inline crypto::Secret wrong_credential() {
  return crypto::Secret::copy_of(std::string(32, 'w'));
}
inline crypto::Secret passphrase(const char* text = "correct horse battery") {
  return crypto::Secret::copy_of(std::string_view{text});
}

// A segment as a recorder begins it: the header, and the key that is sealed in it.
struct TestSegment {
  storage::SegmentHeader header;
  crypto::Secret key;

  base::Bytes bytes() const { return storage::marshal(header); }
};

inline TestSegment make_segment(const storage::WrapsFile& day) {
  TestSegment segment{{}, crypto::Secret::random(32)};
  storage::SegmentHeader& header = segment.header;
  header.segment = test_support::filled_id(0x5e);
  header.recorder = test_support::filled_id(0x2e);
  header.boot = test_support::filled_id(0xb0);
  header.signing_key = test_support::filled_id(0x51);
  header.camera = day.camera;
  header.day_key_day = day.day;
  header.day_key = day.day_key;
  header.start = {1};
  const auto to = crypto::HpkePublicKey::from_bytes(day.day_public_key).value();
  const auto sealed =
      crypto::hpke_seal(to, storage::segment_key_info(header), {}, segment.key.reveal()).value();
  std::ranges::copy(sealed.enc, header.encapsulated.begin());
  std::ranges::copy(sealed.ciphertext, header.wrapped_key.begin());
  const auto commitment =
      crypto::hkdf({}, segment.key.reveal(), storage::key_commitment_info(header.segment), 32)
          .value();
  std::ranges::copy(commitment.reveal(), header.key_commitment.begin());
  return segment;
}

inline bool same(const crypto::Secret& a, const crypto::Secret& b) {
  return std::ranges::equal(a.reveal(), b.reveal());
}

class KeeperTest : public testing::Test {
 protected:
  base::Result<std::unique_ptr<Keeper>> try_open(crypto::Secret credential) {
    return Keeper::open({files_, clock_, ids_, logger_},
                        {.directory = kDirectory, .passphrase_cost = kCheapCost},
                        std::move(credential));
  }
  // The parts of the keeper that ran before are gone, as after a restart.
  void open(crypto::Secret credential = right_credential()) {
    desk_.reset();
    footage_.reset();
    keeper_.reset();
    auto opened = try_open(std::move(credential));
    if (!opened) throw std::runtime_error{opened.error().message};
    keeper_ = *std::move(opened);
    footage_ = std::make_unique<FootageKeys>(*keeper_, FootageKeys::Options{});
    desk_ = std::make_unique<EvidenceDesk>(*keeper_, EvidenceDesk::Options{});
  }
  void open_locked() { open(crypto::Secret{}); }

  base::Day today() const { return base::day_of(base::to_ticks(clock_.wall())); }

  storage::WrapsFile mint(const base::Id& camera, base::Day day) {
    const auto files = footage_->mint_day_keys(camera, day, 1);
    if (!files) throw std::runtime_error{files.error().message};
    return storage::parse_wraps_file(files->front()).value();
  }
  base::Result<crypto::Secret> open_segment(const TestSegment& segment,
                                            const std::string& actor = "anna") {
    const base::Bytes header = segment.bytes();
    return footage_->open_segment({segment.header.segment, header, actor, "playback"});
  }

  std::vector<storage::JournalLine> lines(std::string_view kind) {
    auto all = (*keeper_->journal())->read(1, 500).value();
    std::erase_if(all, [&](const auto& line) { return line.entry.kind != kind; });
    return all;
  }
  bool logged(std::string_view code) const {
    return std::ranges::any_of(
        log_.lines, [&](const std::string& line) { return line.find(code) != std::string::npos; });
  }

  const base::Id camera_ = test_support::filled_id(0xca);
  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_;
  base::KernelIdSource ids_;
  test_support::MemoryLog log_;
  base::Logger logger_{log_, clock_, "custody-keeper"};
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<FootageKeys> footage_;
  std::unique_ptr<EvidenceDesk> desk_;
};

}  // namespace appliance
