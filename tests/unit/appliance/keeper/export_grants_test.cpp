// Goal: bulk is opened under a grant alone, for its actor, cameras and time, up to its count, and
// what was counted is not forgotten.

#include "appliance/keeper/export_grants.h"

#include <gtest/gtest.h>

#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

class ExportGrantsTest : public KeeperTest {
 protected:
  ExportGrantsTest() { open(); }

  TestSegment segment(base::Ticks start = {}, base::Id camera = test_support::filled_id(0xca)) {
    TestSegment made = make_segment(mint(camera, today()));
    made.header.start = start == base::Ticks{} ? base::to_ticks(clock_.wall()) : start;
    return made;
  }
  ErrorKind refusal(const base::Result<crypto::Secret>& opened) {
    return opened ? ErrorKind::Exists : opened.error().kind;
  }
  ExportGrants::Asked asked() {
    return {.actor = "anna",
            .cameras = {camera_},
            .from = clock_.wall() - 1h,
            .to = clock_.wall(),
            .reason = "case 7"};
  }
};

TEST_F(ExportGrantsTest, OpensBeyondTheRateOfWatching) {
  const TestSegment footage = segment();
  int watched = 0;
  for (int i = 0; i < 100; ++i) watched += open_segment(footage) ? 1 : 0;
  EXPECT_EQ(watched, 20);
  const ExportGrant grant = grant_export().value();
  int exported = 0;
  for (int i = 0; i < 100; ++i) exported += open_segment(footage, "anna", grant.id) ? 1 : 0;
  EXPECT_EQ(exported, 100);
  EXPECT_EQ(grants_->list().at(0).opened, 100U);
  const auto opened = lines("segment-opened");
  EXPECT_EQ(opened.size(), 120U);
  EXPECT_EQ(opened.back().entry.fields.get_string("grant").value(), base::to_string(grant.id));
}

TEST_F(ExportGrantsTest, InventedActorsGetNoFurtherTogether) {
  const TestSegment footage = segment();
  int opened = 0;
  for (int i = 0; i < 1000; ++i) {
    opened += open_segment(footage, "actor " + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_EQ(opened, 250);
}

TEST_F(ExportGrantsTest, OthersActorCameraOrTimeIsDenied) {
  const ExportGrant grant = grants_->grant(asked()).value();
  const auto open_with = [&](const TestSegment& footage, const char* actor) {
    return refusal(open_segment(footage, actor, grant.id));
  };
  EXPECT_EQ(open_with(segment(), "anna"), ErrorKind::Exists);
  EXPECT_EQ(open_with(segment(), "ben"), ErrorKind::Denied);
  EXPECT_EQ(open_with(segment({}, test_support::filled_id(0xcb)), "anna"), ErrorKind::Denied);
  const auto at = [&](auto time) { return segment(base::to_ticks(clock_.wall() + time)); };
  EXPECT_EQ(open_with(at(-70min), "anna"), ErrorKind::Exists);  // it may last into the hour
  EXPECT_EQ(open_with(at(-70min - 1s), "anna"), ErrorKind::Denied);
  EXPECT_EQ(open_with(at(1s), "anna"), ErrorKind::Denied);
  EXPECT_EQ(refusal(open_segment(segment(), "anna", test_support::filled_id(1))),
            ErrorKind::Denied);
}

TEST_F(ExportGrantsTest, StartThatWasMadeUpDoesNotReachAnotherDay) {
  clock_.advance(24h);
  TestSegment yesterdays = make_segment(mint(camera_, today() - 1));
  yesterdays.header.start = base::to_ticks(clock_.wall());
  const ExportGrant grant = grants_->grant(asked()).value();
  EXPECT_EQ(refusal(open_segment(yesterdays, "anna", grant.id)), ErrorKind::Denied);
}

TEST_F(ExportGrantsTest, EndsAfterADayAndWhenRevoked) {
  const ExportGrant grant = grants_->grant(asked()).value();
  const TestSegment footage = segment();
  clock_.advance(24h - 1ns);
  EXPECT_TRUE(open_segment(footage, "anna", grant.id));
  clock_.advance(1ns);
  EXPECT_EQ(refusal(open_segment(footage, "anna", grant.id)), ErrorKind::Denied);
  EXPECT_TRUE(grants_->list().empty());
  EXPECT_EQ(grants_->revoke("ben", grant.id).error().kind, ErrorKind::NotFound);

  const ExportGrant other = grant_export().value();
  ASSERT_TRUE(grants_->revoke("ben", other.id));
  EXPECT_EQ(refusal(open_segment(segment(), "anna", other.id)), ErrorKind::Denied);
  EXPECT_EQ(lines("export-revoked").size(), 1U);
  EXPECT_EQ(lines("export-granted").size(), 2U);
}

TEST_F(ExportGrantsTest, ClockBeforeTheGrantMakesItNoLonger) {
  const ExportGrant grant = grants_->grant(asked()).value();
  clock_.step_wall(-1s);
  EXPECT_TRUE(grants_->list().empty());
  EXPECT_EQ(refusal(open_segment(segment(), "anna", grant.id)), ErrorKind::Denied);
}

TEST_F(ExportGrantsTest, CountIsNeverTooLowAfterACrash) {
  const ExportGrant grant = grants_->grant(asked()).value();
  const TestSegment footage = segment();
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(open_segment(footage, "anna", grant.id)) << i;
  files_.lose_power();
  open();
  ASSERT_EQ(grants_->list().size(), 1U);
  EXPECT_GE(grants_->list()[0].opened, 40U);
  EXPECT_EQ(grants_->list()[0].reason, "case 7");
  EXPECT_TRUE(open_segment(footage, "anna", grant.id));
}

TEST_F(ExportGrantsTest, IsUsedUp) {
  grant_options_.opens = {.per_second = 1, .burst = 100'000};
  open();
  ExportGrants::Asked wanted = asked();
  wanted.from = wanted.to - 1s;
  const ExportGrant grant = grants_->grant(wanted).value();
  const TestSegment footage = segment();
  std::uint64_t opened = 0;
  for (std::uint64_t i = 0; i < grant.opens_max + 10; ++i) {
    if (open_segment(footage, "anna", grant.id)) ++opened;
  }
  EXPECT_EQ(opened, grant.opens_max);
}

TEST_F(ExportGrantsTest, BoundsOfWhatIsGranted) {
  const auto refused = [&](auto change) {
    ExportGrants::Asked wanted = asked();
    change(wanted);
    const auto made = grants_->grant(wanted);
    return !made && made.error().kind == ErrorKind::InvalidInput;
  };
  EXPECT_TRUE(refused([](auto& wanted) { wanted.cameras.clear(); }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.cameras.push_back(wanted.cameras[0]); }));
  EXPECT_TRUE(refused([](auto& wanted) {
    wanted.cameras.clear();
    for (std::uint8_t i = 0; i < 65; ++i) wanted.cameras.push_back(test_support::filled_id(i));
  }));
  EXPECT_FALSE(refused([](auto& wanted) {
    wanted.cameras.clear();
    for (std::uint8_t i = 0; i < 64; ++i) wanted.cameras.push_back(test_support::filled_id(i));
  }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.to = wanted.from; }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.from = wanted.to - 24h * 31 - 1s; }));
  EXPECT_FALSE(refused([](auto& wanted) { wanted.from = wanted.to - 24h * 31; }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.reason.clear(); }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.reason.assign(257, 'x'); }));
  EXPECT_FALSE(refused([](auto& wanted) { wanted.reason.assign(256, 'x'); }));
  EXPECT_TRUE(refused([](auto& wanted) { wanted.actor.clear(); }));
}

TEST_F(ExportGrantsTest, GrantsThemselvesAreRareAndFew) {
  int made = 0;
  for (int i = 0; i < 30; ++i) made += grant_export("actor " + std::to_string(i)) ? 1 : 0;
  EXPECT_EQ(made, 10);
  for (int i = 0; i < 100; ++i) {
    clock_.advance(1min);
    made += grant_export() ? 1 : 0;
  }
  EXPECT_EQ(made, 64);
  EXPECT_EQ(grants_->list().size(), 64U);
}

TEST_F(ExportGrantsTest, NoGrantWithoutItsLineAndNoneWhileLocked) {
  files_.limit_space(0);
  EXPECT_FALSE(grant_export());
  files_.limit_space(std::uint64_t{1} << 30);
  EXPECT_TRUE(grants_->list().empty());
  open_locked();
  EXPECT_EQ(grant_export().error().kind, ErrorKind::Unavailable);
}

TEST_F(ExportGrantsTest, UnreadableGrantsAreToldAndNotGuessed) {
  ASSERT_TRUE(base::write_file_atomically(files_, "/state/grants", base::to_bytes("scribble")));
  const auto opened = ExportGrants::open(*keeper_, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::Corrupt);
}

TEST_F(ExportGrantsTest, JsonReadsBack) {
  ExportGrant grant = grant_export().value();
  grant.opened = 7;
  grant.manifests = 2;
  EXPECT_EQ(parse_export_grant(to_json(grant)).value(), grant);
}

}  // namespace
}  // namespace appliance
