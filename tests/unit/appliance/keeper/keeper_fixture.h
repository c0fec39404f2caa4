// A keeper on a memory disk with a clock that stands still, and footage for it to open.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "appliance/keeper/erasure_desk.h"
#include "appliance/keeper/evidence_desk.h"
#include "appliance/keeper/export_grants.h"
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
    return Keeper::open({files_, clock_, ids_, logger_, tpm_},
                        {.directory = kDirectory,
                         .passphrase_cost = kCheapCost,
                         .lock_after_idle = lock_after_idle_},
                        std::move(credential));
  }
  // The parts of the keeper that ran before are gone, as after a restart.
  void open(crypto::Secret credential = right_credential()) {
    close();
    auto opened = try_open(std::move(credential));
    if (!opened) throw std::runtime_error{opened.error().message};
    keeper_ = *std::move(opened);
    grants_ = std::make_unique<ExportGrants>(ExportGrants::open(*keeper_, grant_options_).value());
    footage_ = std::make_unique<FootageKeys>(*keeper_, *grants_, FootageKeys::Options{});
    desk_ = std::make_unique<EvidenceDesk>(*keeper_, *grants_, EvidenceDesk::Options{});
    erasures_ = std::make_unique<ErasureDesk>(*keeper_, *grants_);
    erasures_->finish_pending_or_tell();
  }
  void close() {
    erasures_.reset();
    desk_.reset();
    footage_.reset();
    grants_.reset();
    keeper_.reset();
  }
  void open_locked() { open(crypto::Secret{}); }

  base::Day today() const { return base::day_of(base::to_ticks(clock_.wall())); }

  storage::WrapsFile mint(const base::Id& camera, base::Day day) {
    const auto files = footage_->mint_day_keys(camera, day, 1);
    if (!files) throw std::runtime_error{files.error().message};
    return storage::parse_wraps_file(files->front()).value();
  }
  base::Result<crypto::Secret> open_segment(const TestSegment& segment,
                                            const std::string& actor = "anna",
                                            std::optional<base::Id> grant = std::nullopt) {
    const base::Bytes header = segment.bytes();
    return footage_->open_segment({segment.header.segment, header, actor, "playback", grant});
  }
  base::Result<ExportGrant> grant_export(const std::string& actor = "anna") {
    return grants_->grant({.actor = actor,
                           .cameras = {camera_},
                           .from = clock_.wall() - std::chrono::hours{48},
                           .to = clock_.wall() + std::chrono::hours{1},
                           .reason = "case 7"});
  }
  // Its manifest, as an export makes it.
  base::Result<base::Bytes> sign_manifest(const ExportGrant& grant,
                                          const std::string& actor = "anna",
                                          const std::string& more = "") {
    const std::string text = "{\"grant\":\"" + base::to_string(grant.id) + "\"" + more + "}";
    return desk_->sign_manifest({base::as_bytes(text), grant.id, actor, "case 7"});
  }

  std::vector<storage::JournalLine> lines(std::string_view kind) {
    auto all = (*keeper_->journal())->read(1, 500).value().lines;
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
  crypto::TpmSealer* tpm_ = nullptr;
  std::chrono::seconds lock_after_idle_{0};
  ExportGrants::Options grant_options_{};
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<ExportGrants> grants_;
  std::unique_ptr<FootageKeys> footage_;
  std::unique_ptr<EvidenceDesk> desk_;
  std::unique_ptr<ErasureDesk> erasures_;
};

}  // namespace appliance
