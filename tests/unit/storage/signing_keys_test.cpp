// Goal: there is always at most one current signing key, vouched for without a gap back to the
// evidence key, and a private half that was replaced is gone.

#include "storage/chain/signing_keys.h"

#include <gtest/gtest.h>

#include "tests/unit/storage/archive_world.h"
#include "tests/unit/storage/power_cut.h"

namespace storage {
namespace {

class SigningKeysTest : public testing::Test {
 protected:
  std::vector<std::string> key_files() {
    std::vector<std::string> names;
    const auto entries = world_.files.list("keys", 100);
    for (const auto& entry : entries.value()) names.push_back(entry.name);
    return names;
  }
  static std::string file_name(const base::Id& key) { return base::to_string(key) + ".key"; }
  void next_day() { world_.clock.advance(std::chrono::hours{24}); }

  ArchiveWorld world_;
};

TEST_F(SigningKeysTest, TheFirstKeyIsVouchedForByTheEvidenceKey) {
  const Signers signers = world_.keys->signers();
  EXPECT_FALSE(signers.fault());
  ASSERT_TRUE(signers.first());
  EXPECT_EQ(signers.first()->key, world_.keys->current()->id());
  EXPECT_TRUE(signers.begins_with(evidence_point()));
  EXPECT_TRUE(signers.begins_with(world_.keys->current()->public_key()));
  EXPECT_FALSE(signers.begins_with(Point{}));
}

TEST_F(SigningKeysTest, ANewKeyIsDueOnTheNextUtcDayOnly) {
  EXPECT_FALSE(world_.keys->due(world_.now()));
  EXPECT_FALSE(world_.keys->due({1})) << "a clock that went back";
  next_day();
  EXPECT_TRUE(world_.keys->due(world_.now()));
}

TEST_F(SigningKeysTest, TheOldKeyVouchesForTheNewOneAndIsDestroyedWhenUnused) {
  auto held = world_.keys->current();  // a segment that is still open
  const base::Id old = held->id();
  next_day();
  ASSERT_TRUE(world_.keys->renew(world_.now()));
  EXPECT_NE(world_.keys->current()->id(), old);
  ASSERT_TRUE(world_.keys->destroy_unused(world_.now()));
  EXPECT_EQ(key_files().size(), 2U) << "its segment is open";
  held.reset();
  ASSERT_TRUE(world_.keys->destroy_unused(world_.now()));
  EXPECT_EQ(key_files(), std::vector<std::string>{file_name(world_.keys->current()->id())});
  const Signers signers = world_.keys->signers();
  EXPECT_FALSE(signers.fault());
  EXPECT_EQ(signers.find(old)->destroyed, world_.now());
  EXPECT_EQ(signers.find(old)->until, world_.now());
}

TEST_F(SigningKeysTest, ASignatureCountsOnlyWhileItsKeyIsInUse) {
  const auto old = world_.keys->current();
  const base::Ticks start = world_.now();
  next_day();
  ASSERT_TRUE(world_.keys->renew(world_.now()));
  const Signers signers = world_.keys->signers();
  const base::Bytes message{1, 2, 3};
  const Signature signature = old->sign(message).value();
  const auto says = [&](base::Ticks time) {
    return signers.check(old->id(), time, message, signature);
  };
  EXPECT_EQ(says(start), Signers::Says::Good);
  EXPECT_EQ(says({start.count - 1}), Signers::Says::WrongTime);
  EXPECT_EQ(says(later(world_.now(), 600 * kSecond)), Signers::Says::Good) << "its last segment";
  EXPECT_EQ(says(later(world_.now(), 700 * kSecond)), Signers::Says::WrongTime);
  EXPECT_EQ(signers.check(test_support::filled_id(1), start, message, signature),
            Signers::Says::UnknownKey);
  EXPECT_EQ(signers.check(world_.keys->current()->id(), world_.now(), message, signature),
            Signers::Says::Bad);
}

TEST_F(SigningKeysTest, AfterARestartTheCurrentKeyIsTheSameAndOthersAreGone) {
  auto held = world_.keys->current();
  next_day();
  ASSERT_TRUE(world_.keys->renew(world_.now()));
  const base::Id current = world_.keys->current()->id();
  world_.open_keys();
  EXPECT_EQ(world_.keys->current()->id(), current);
  EXPECT_EQ(key_files(), std::vector<std::string>{file_name(current)});
  EXPECT_TRUE(world_.keys->signers().find(held->id())->destroyed);
}

TEST_F(SigningKeysTest, ALostKeyIsReplacedByTheEvidenceKeyAlone) {
  const base::Id lost = world_.keys->current()->id();
  ASSERT_TRUE(world_.files.remove_file("keys/" + file_name(lost)));
  world_.open_keys();
  EXPECT_FALSE(world_.keys->current());
  EXPECT_TRUE(world_.keys->due(world_.now()));
  EXPECT_FALSE(world_.keys->renew(world_.now()));
  next_day();
  ASSERT_TRUE(world_.keys->begin(evidence(), world_.now()));
  const Signers signers = world_.keys->signers();
  EXPECT_FALSE(signers.fault());
  EXPECT_EQ(signers.newest()->previous, lost);
  EXPECT_TRUE(signers.find(lost)->destroyed);
}

TEST_F(SigningKeysTest, PowerLossAtEveryCallOfARenewalLeavesOneCurrentKey) {
  for (std::size_t call = 1;; ++call) {
    ArchiveWorld world;
    const base::Id old = world.keys->current()->id();
    world.clock.advance(std::chrono::hours{24});
    PowerCut power{world.files, call};
    const bool renewed = world.keys->renew(world.now()) && world.keys->destroy_unused(world.now());
    power.disarm();
    world.open_keys();
    ASSERT_TRUE(world.keys->current()) << call;
    EXPECT_FALSE(world.keys->signers().fault()) << call;
    if (renewed) {
      EXPECT_NE(world.keys->current()->id(), old);
    }
    EXPECT_EQ(world.files.list("keys", 10)->size(), 1U) << call;
    if (!power.happened()) break;
  }
}

TEST_F(SigningKeysTest, AForgedLineIsAFault) {
  const auto lines = read_signed_log(world_.files, copies_of(world_.volume_paths, kSignersPath));
  std::vector<ReadLine> forged = lines->lines;
  const SigningKey stranger = SigningKey::generate(world_.now()).value();
  const Signer signer{.key = stranger.id(),
                      .previous = world_.keys->current()->id(),
                      .from = world_.now(),
                      .public_key = stranger.public_key()};
  ReadLine line{.header = {.kind = 1, .number = 2, .signing_key = world_.keys->current()->id()},
                .body = marshal(signer)};
  line.signature = stranger.sign(line.message()).value();
  forged.push_back(line);
  const Signers signers = Signers::read(forged);
  EXPECT_TRUE(signers.fault());
  EXPECT_EQ(signers.find(stranger.id()), nullptr);
}

}  // namespace
}  // namespace storage
