// Goal: only a directory with our own mark is written to, and what lies on a volume is found again.

#include "storage/volume/volume.h"

#include <gtest/gtest.h>

#include "storage/volume/archive_paths.h"
#include "storage/volume/wraps_files.h"
#include "tests/unit/storage/archive_world.h"

namespace storage {
namespace {

using test_support::filled_id;

class VolumeTest : public testing::Test {
 protected:
  VolumeMark mark() const { return {filled_id(7), filled_id(1), {1000}}; }
  WrapsFile wraps(std::uint64_t day) const {
    const auto key = crypto::HpkePrivateKey::generate().value();
    WrapsFile file{.day = static_cast<base::Day>(day), .camera = filled_id(2)};
    std::ranges::copy(key.public_key().bytes(), file.day_public_key.begin());
    file.day_key = key_id_of(file.day_public_key);
    return file;
  }

  test_support::MemoryFileSystem files_;
};

TEST_F(VolumeTest, AMarkedVolumeIsOursForGood) {
  ASSERT_TRUE(Volume::make(files_, "mnt/a", mark()));
  files_.lose_power();
  const auto volume = Volume::open(files_, "mnt/a", filled_id(1));
  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->mark(), mark());
  EXPECT_TRUE(volume->check_present());
}

TEST_F(VolumeTest, WithoutOurMarkNothingIsOpened) {
  ASSERT_TRUE(base::make_directories(files_, "empty", base::Access::GroupReads));
  EXPECT_EQ(Volume::open(files_, "empty", filled_id(1)).error().kind, base::ErrorKind::NotFound);
  ASSERT_TRUE(Volume::make(files_, "a", mark()));
  EXPECT_EQ(Volume::open(files_, "a", filled_id(9)).error().kind, base::ErrorKind::Denied);
  EXPECT_EQ(Volume::make(files_, "a", mark()).error().kind, base::ErrorKind::Exists);
}

TEST_F(VolumeTest, AnExchangedVolumeIsNoticed) {
  const auto volume = Volume::make(files_, "a", mark());
  ASSERT_TRUE(volume);
  VolumeMark other = mark();
  other.volume = filled_id(8);
  ASSERT_TRUE(base::write_file_atomically(files_, "a/custody-volume", marshal(other)));
  EXPECT_FALSE(volume->check_present());
  ASSERT_TRUE(files_.remove_file("a/custody-volume"));
  EXPECT_EQ(volume->check_present().error().kind, base::ErrorKind::NotFound);
}

TEST_F(VolumeTest, CopiesLieOnTwoVolumesOrBesideEachOther) {
  const std::vector<std::string> one{"a"};
  const std::vector<std::string> three{"a", "b/", "c"};
  EXPECT_EQ(copies_of(one, "locks"), (std::array<std::string, 2>{"a/locks", "a/locks.mirror"}));
  EXPECT_EQ(copies_of(three, "locks"), (std::array<std::string, 2>{"a/locks", "b/locks"}));
}

TEST_F(VolumeTest, WrapsAreReadFromWhicheverCopyIsSound) {
  for (const auto& volumes : {std::vector<std::string>{"a"}, std::vector<std::string>{"a", "b"}}) {
    const WrapsFile written = wraps(155'500 + volumes.size());
    ASSERT_TRUE(write_wraps(files_, volumes, written));
    files_.lose_power();
    EXPECT_EQ(*read_wraps(files_, volumes, written.camera, written.day), written);
    const auto copies = copies_of(volumes, wraps_path(written.camera, written.day));
    ASSERT_TRUE(base::write_file_atomically(files_, copies[0], base::Bytes(10, 1)));
    EXPECT_EQ(*read_wraps(files_, volumes, written.camera, written.day), written);
    ASSERT_TRUE(files_.remove_file(copies[1]));
    EXPECT_EQ(read_wraps(files_, volumes, written.camera, written.day).error().kind,
              base::ErrorKind::Corrupt);
  }
}

TEST_F(VolumeTest, TheDaysOfACameraAreListed) {
  const std::vector<std::string> volumes{"a", "b"};
  EXPECT_TRUE(wraps_days(files_, volumes, filled_id(2))->empty());
  for (const base::Day day : {155'503U, 155'501U}) {
    ASSERT_TRUE(write_wraps(files_, volumes, wraps(day)));
  }
  EXPECT_EQ(*wraps_days(files_, volumes, filled_id(2)), (std::vector<base::Day>{155'501, 155'503}));
  EXPECT_EQ(read_wraps(files_, volumes, filled_id(2), 1).error().kind, base::ErrorKind::NotFound);
}

TEST_F(VolumeTest, ADaysPublicKeyMustBearItsId) {
  WrapsFile file = wraps(155'500);
  EXPECT_EQ(day_public_key(file)->point, file.day_public_key);
  file.day_key = filled_id(3);
  EXPECT_EQ(day_public_key(file).error().kind, base::ErrorKind::Corrupt);
}

TEST_F(VolumeTest, SegmentNamesReadBack) {
  SegmentHeader header{.segment = filled_id(0xab),
                       .camera = filled_id(2),
                       .sequence = 0x1f,
                       .start = {155'500 * std::uint64_t{864'000'000'000}}};
  header.stream = backfill_of(StreamId::Sub);
  const std::string path = segment_path(header);
  const auto name = parse_segment_name(path.substr(path.rfind('/') + 1));
  ASSERT_TRUE(name);
  EXPECT_EQ(*name, (SegmentName{header.stream, 0x1f, header.segment}));
  for (const char* wrong : {"", "0000-0000000000000001-abababababababababababababababab.se",
                            "0000-0000000000000001-ABABABABABABABABABABABABABABABAB.seg",
                            "0100-0000000000000001-abababababababababababababababab.seg",
                            "0000_0000000000000001-abababababababababababababababab.seg",
                            "0000-+000000000000001-abababababababababababababababab.seg"}) {
    EXPECT_FALSE(parse_segment_name(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace storage
