// Goal: wraps are read back from either copy, and many are written with few syncs and survive power
// loss once acknowledged.

#include "storage/volume/wraps_files.h"

#include <gtest/gtest.h>

#include "storage/chain/chain.h"
#include "storage/volume/archive_paths.h"
#include "tests/support/filled_id.h"
#include "tests/support/memory_file_system.h"

namespace storage {
namespace {

using test_support::MemoryFileSystem;
using test_support::Operation;

const base::Id kWrapsCamera = test_support::filled_id(0xca);

WrapsFile wraps_of(base::Day day, std::uint8_t made = 1) {
  WrapsFile file;
  file.day = day;
  file.camera = kWrapsCamera;
  file.day_public_key.fill(4);
  file.day_key = key_id_of(file.day_public_key);
  file.wraps.push_back({.recipient = test_support::filled_id(0x7e), .made = {made}});
  return file;
}

std::vector<WrapsFile> days(std::size_t count, std::uint8_t made = 1) {
  std::vector<WrapsFile> files;
  for (std::size_t i = 0; i < count; ++i) {
    files.push_back(wraps_of(static_cast<base::Day>(155'486 + i), made));
  }
  return files;
}

class WrapsFilesTest : public testing::TestWithParam<std::size_t> {
 protected:
  WrapsFilesTest() {
    for (const char* name : {"/a", "/b", "/c"}) {
      if (volumes_.size() == GetParam()) break;
      volumes_.emplace_back(name);
      EXPECT_TRUE(base::make_directories(files_, name, base::Access::GroupReads));
    }
  }
  std::size_t syncs() const {
    return files_.calls(Operation::Sync) + files_.calls(Operation::SyncVolume) +
           files_.calls(Operation::SyncDirectory);
  }

  MemoryFileSystem files_;
  std::vector<std::string> volumes_;
};

TEST_P(WrapsFilesTest, ManyAreWrittenWithTwoSyncsOfEachVolume) {
  const std::size_t before = syncs();
  ASSERT_TRUE(write_many_wraps(files_, volumes_, days(45)));
  EXPECT_EQ(syncs() - before, 2 * std::min<std::size_t>(volumes_.size(), 2));
  files_.lose_power();
  for (const WrapsFile& each : days(45)) {
    EXPECT_EQ(read_wraps(files_, volumes_, kWrapsCamera, each.day).value(), each);
  }
  EXPECT_EQ(wraps_days(files_, volumes_, kWrapsCamera).value().size(), 45U);
}

TEST_P(WrapsFilesTest, EitherCopyIsEnough) {
  ASSERT_TRUE(write_many_wraps(files_, volumes_, days(3)));
  const auto copies = copies_of(volumes_, wraps_path(kWrapsCamera, 155'487));
  for (const std::string& copy : copies) {
    ASSERT_TRUE(base::write_file_atomically(files_, copy, base::to_bytes("decayed")));
    EXPECT_EQ(read_wraps(files_, volumes_, kWrapsCamera, 155'487).has_value(), copy == copies[0]);
  }
}

TEST_P(WrapsFilesTest, DraftsThatACrashLeftAreNoObstacle) {
  ASSERT_TRUE(write_many_wraps(files_, volumes_, days(3, 1)));
  files_.fail(Operation::Rename, 2, base::ErrorKind::Io);
  EXPECT_FALSE(write_many_wraps(files_, volumes_, days(3, 2)));
  ASSERT_TRUE(write_many_wraps(files_, volumes_, days(3, 3)));
  EXPECT_EQ(read_wraps(files_, volumes_, kWrapsCamera, 155'488).value(), wraps_of(155'488, 3));
}

// Power fails within each call, one after the other.
TEST_P(WrapsFilesTest, PowerLossLeavesEachFileOldOrNew) {
  struct PowerCut {};
  bool through = false;
  for (std::size_t cut = 0; !through; ++cut) {
    ASSERT_TRUE(write_many_wraps(files_, volumes_, days(3, 1)));
    std::size_t calls = cut;
    through = true;
    files_.on_call([&](Operation, const std::string&) {
      if (calls-- > 0) return;
      through = false;
      files_.lose_power(cut);
      throw PowerCut{};
    });
    try {
      EXPECT_TRUE(write_many_wraps(files_, volumes_, days(3, 2)));
    } catch (const PowerCut&) {
      EXPECT_FALSE(through);
    }
    files_.on_call({});
    for (const WrapsFile& each : days(3)) {
      const auto read = read_wraps(files_, volumes_, kWrapsCamera, each.day);
      ASSERT_TRUE(read) << cut;
      EXPECT_TRUE(*read == wraps_of(each.day, 1) || *read == wraps_of(each.day, 2)) << cut;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Volumes, WrapsFilesTest, testing::Values(1, 2, 3));

}  // namespace
}  // namespace storage
