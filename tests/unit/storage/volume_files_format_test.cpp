// Goal: wraps files and volume marks read back; one that was torn, decayed or never ours is
// refused.

#include "storage/segment/volume_files_format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash/sha2.h"
#include "storage/chain/chain.h"

namespace storage {
namespace {

WrapsFile wraps_file(std::size_t count) {
  WrapsFile file{.day = 155'486};
  file.camera.bytes.fill(1);
  file.day_public_key.fill(4);
  file.day_key = key_id_of(file.day_public_key);
  for (std::size_t i = 0; i < count; ++i) {
    Wrap wrap{.type = RecipientType::Escrow, .made = {7}};
    wrap.recipient.bytes[0] = static_cast<std::uint8_t>(i + 1);
    file.wraps.push_back(wrap);
  }
  return file;
}

// The file with one byte changed and a check that fits again.
base::Bytes changed_at(base::Bytes bytes, std::size_t offset) {
  bytes[offset] ^= 1;
  const Digest check = crypto::sha256(base::ByteView{bytes}.first(bytes.size() - kCheckBytes));
  std::ranges::copy(check, bytes.end() - kCheckBytes);
  return bytes;
}

TEST(VolumeFilesFormatTest, WrapsReadBackUpToTheLimit) {
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, kWrapsMax}) {
    const base::Bytes bytes = marshal(wraps_file(count));
    EXPECT_EQ(bytes.size(), kWrapsFixedBytes + count * kWrapBytes + kCheckBytes);
    const auto parsed = parse_wraps_file(bytes);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, wraps_file(count));
    EXPECT_FALSE(parse_wraps_file(base::ByteView{bytes}.first(bytes.size() - 1)));
  }
  base::Bytes too_many = marshal(wraps_file(kWrapsMax));
  too_many.insert(too_many.end() - kCheckBytes, kWrapBytes, 0xff);
  ++too_many[11];
  EXPECT_FALSE(parse_wraps_file(changed_at(too_many, 40)));
}

TEST(VolumeFilesFormatTest, WrapsAreInOrderAndOfADayKeyThatMatchesItsId) {
  WrapsFile file = wraps_file(2);
  std::swap(file.wraps[0], file.wraps[1]);
  EXPECT_FALSE(parse_wraps_file(marshal(file)));
  file = wraps_file(2);
  file.wraps[1] = file.wraps[0];
  EXPECT_FALSE(parse_wraps_file(marshal(file)));
  file = wraps_file(2);
  file.day_public_key[9] ^= 1;
  EXPECT_FALSE(parse_wraps_file(marshal(file)));
}

TEST(VolumeFilesFormatTest, SpareBytesAreZero) {
  const base::Bytes bytes = marshal(wraps_file(1));
  EXPECT_TRUE(parse_wraps_file(changed_at(changed_at(bytes, 113), 113)));
  for (const std::size_t offset : {113U, 119U, 120U + 17, 120U + 22}) {
    EXPECT_FALSE(parse_wraps_file(changed_at(bytes, offset))) << offset;
  }
}

TEST(VolumeFilesFormatTest, AWrapIsBoundToCameraDayKeyAndRecipient) {
  const WrapsFile file = wraps_file(1);
  const base::Bytes info = wrap_info(file, file.wraps[0].recipient);
  EXPECT_EQ(info.size(), 67U);
  EXPECT_TRUE(base::as_text(info).starts_with("custody wrap v1"));
  WrapsFile other = file;
  other.camera.bytes[3] ^= 1;
  EXPECT_NE(wrap_info(other, file.wraps[0].recipient), info);
  other = file;
  ++other.day;
  EXPECT_NE(wrap_info(other, file.wraps[0].recipient), info);
  other = file;
  other.day_key.bytes[3] ^= 1;
  EXPECT_NE(wrap_info(other, file.wraps[0].recipient), info);
  EXPECT_NE(wrap_info(file, {}), info);
}

TEST(VolumeFilesFormatTest, VolumeMarkReadsBack) {
  VolumeMark mark{.created = {5}};
  mark.volume.bytes.fill(1);
  mark.recorder.bytes.fill(2);
  const base::Bytes bytes = marshal(mark);
  ASSERT_EQ(bytes.size(), kVolumeMarkBytes);
  EXPECT_EQ(*parse_volume_mark(bytes), mark);
  EXPECT_FALSE(parse_volume_mark(changed_at(bytes, 10)));
  EXPECT_FALSE(parse_volume_mark(changed_at(bytes, 63)));
  EXPECT_EQ(parse_volume_mark(changed_at(bytes, 8)).error().kind, base::ErrorKind::InvalidInput);
  mark.volume = {};
  EXPECT_FALSE(parse_volume_mark(marshal(mark)));
}

}  // namespace
}  // namespace storage
