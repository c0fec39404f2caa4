// Goal: lines of the locks log read back; a lock that cannot be understood is never taken for one.

#include "storage/locks/lock_line_format.h"

#include <gtest/gtest.h>

#include "storage/segment/segment_format.h"

namespace storage {
namespace {

Lock sample_lock() {
  Lock lock{.from = {100}, .to = {200}, .until = {300}, .stream = 1, .actor = "alice"};
  lock.lock.bytes.fill(1);
  lock.camera.bytes.fill(2);
  lock.reason = "case 17";
  return lock;
}

bool accepted(const Lock& lock) {
  const auto parsed = parse_lock(marshal(lock));
  return parsed && *parsed == lock;
}

TEST(LockLineFormatTest, LockReadsBack) {
  EXPECT_TRUE(accepted(sample_lock()));
  const base::Bytes bytes = marshal(sample_lock());
  EXPECT_EQ(base::hex(base::ByteView{bytes}.subspan(56, 8)), "0001000500070000");
}

TEST(LockLineFormatTest, TextsHaveLimits) {
  Lock lock = sample_lock();
  lock.actor = std::string(kLockActorBytesMax, 'x');
  lock.reason = std::string(kLockReasonBytesMax, 'y');
  EXPECT_TRUE(accepted(lock));
  base::Bytes bytes = marshal(lock);
  bytes.push_back('y');
  ++bytes[61];
  EXPECT_FALSE(parse_lock(bytes));
  lock.reason.clear();
  EXPECT_TRUE(accepted(lock));
}

TEST(LockLineFormatTest, ImpossibleLocksAreRefused) {
  const auto changed = [](auto&& change) {
    Lock lock = sample_lock();
    change(lock);
    return accepted(lock);
  };
  EXPECT_FALSE(changed([](Lock& l) { l.lock = {}; }));
  EXPECT_FALSE(changed([](Lock& l) { l.to = {99}; }));
  EXPECT_TRUE(changed([](Lock& l) { l.to = {100}; }));
  EXPECT_TRUE(changed([](Lock& l) { l.stream = kAllStreams; }));
  EXPECT_FALSE(changed([](Lock& l) { l.stream = 16; }));
}

TEST(LockLineFormatTest, ReleaseReadsBack) {
  Release release{.actor = "bob", .reason = "closed"};
  release.lock.bytes.fill(1);
  EXPECT_EQ(*parse_release(marshal(release)), release);
  base::Bytes bytes = marshal(release);
  bytes.pop_back();
  EXPECT_FALSE(parse_release(bytes));
  release.lock = {};
  EXPECT_FALSE(parse_release(marshal(release)));
}

}  // namespace
}  // namespace storage
