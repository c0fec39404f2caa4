// Goal: what is written to a live ring is read whole and in order; who falls behind resumes at a
// key picture; nobody can harm a writer or a reader through the memory they share.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>

#include <thread>

#include "nvr/live/live_ring_reader.h"
#include "nvr/live/live_ring_writer.h"
#include "nvr/live/live_stream.h"

namespace nvr {
namespace {

base::Bytes content(std::size_t bytes, std::uint8_t seed) {
  base::Bytes made(bytes);
  for (std::size_t i = 0; i < bytes; ++i) made[i] = static_cast<std::uint8_t>(seed + i * 7);
  return made;
}

class LiveRingTest : public testing::Test {
 protected:
  LiveRingTest() { writer_.set_init(content(700, 1)); }

  bool write(bool key, const base::Bytes& bytes, std::uint64_t time = 0) {
    const base::ByteView parts[] = {base::ByteView{bytes}.first(bytes.size() / 3),
                                    base::ByteView{bytes}.subspan(bytes.size() / 3)};
    return writer_.write({.kind = LiveKind::Video, .key = key, .media_time = time}, parts);
  }
  LiveRingReader reader() { return LiveRingReader::open(writer_.share().value()).value(); }

  LiveRingWriter writer_ = LiveRingWriter::make(ring::kCapacityMin).value();
};

TEST_F(LiveRingTest, AGroupIsAnInitAndWhatFollows) {
  auto reader = this->reader();
  EXPECT_FALSE(reader.next().value());
  EXPECT_FALSE(write(false, content(10, 2)));  // nothing can be decoded yet
  EXPECT_TRUE(write(true, content(1001, 3), 90));
  EXPECT_TRUE(write(false, content(5, 4), 180));
  const auto init = reader.next().value();
  ASSERT_TRUE(init);
  EXPECT_EQ(init->head.kind, LiveKind::Init);
  EXPECT_EQ(init->content, content(700, 1));
  const auto key = reader.next().value();
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->head.key);
  EXPECT_TRUE(key->head.discontinuity);
  EXPECT_EQ(key->head.media_time, 90U);
  EXPECT_EQ(key->content, content(1001, 3));
  const auto next = reader.next().value();
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->head.discontinuity);
  EXPECT_EQ(next->content, content(5, 4));
  EXPECT_FALSE(reader.next().value());
}

TEST_F(LiveRingTest, ALateReaderStartsAtTheNewestKeyPicture) {
  for (std::uint8_t i = 0; i < 3; ++i) {
    write(true, content(100, i), i);
    write(false, content(50, i), i);
  }
  auto reader = this->reader();
  EXPECT_EQ(reader.next().value()->head.kind, LiveKind::Init);
  EXPECT_EQ(reader.next().value()->head.media_time, 2U);
}

TEST_F(LiveRingTest, AnOverrunReaderResumesAtTheNewestKeyPicture) {
  auto reader = this->reader();
  write(true, content(100, 0), 0);
  ASSERT_TRUE(reader.next().value());
  for (std::uint64_t i = 1; i < 200; ++i) write(i % 10 == 0, content(1500, 9), i);
  const auto init = reader.next().value();
  ASSERT_TRUE(init);
  EXPECT_EQ(init->head.kind, LiveKind::Init);
  const auto key = reader.next().value();
  EXPECT_TRUE(key->head.key);
  EXPECT_TRUE(key->head.discontinuity);
  EXPECT_EQ(key->head.media_time, 190U);
  EXPECT_EQ(reader.overruns(), 1U);
}

TEST_F(LiveRingTest, EntriesStayWholeWhileTheRingTurns) {
  auto reader = this->reader();
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto bytes =
        content(static_cast<std::size_t>(i * 37 % 9000), static_cast<std::uint8_t>(i));
    ASSERT_TRUE(write(i % 25 == 0, bytes, i));
    auto entry = reader.next().value();
    if (entry && entry->head.kind == LiveKind::Init) entry = reader.next().value();
    ASSERT_TRUE(entry) << i;
    EXPECT_EQ(entry->head.media_time, i);
    EXPECT_EQ(entry->content, bytes);
  }
  EXPECT_EQ(reader.overruns(), 0U);
}

TEST_F(LiveRingTest, WhatIsTooLargeIsLeftOutAndSaidSo) {
  auto reader = this->reader();
  write(true, content(10, 0));
  EXPECT_TRUE(write(false, content(ring::content_bytes_max(ring::kCapacityMin), 1)));
  EXPECT_FALSE(write(false, content(ring::content_bytes_max(ring::kCapacityMin) + 1, 1)));
  write(true, content(10, 2), 7);
  while (const auto entry = reader.next().value()) {
    EXPECT_EQ(entry->head.discontinuity, entry->head.media_time == 7) << entry->head.media_time;
  }
}

TEST_F(LiveRingTest, AReaderOnAnotherThreadSeesOnlyWholeEntries) {
  constexpr std::uint64_t kLast = 20'000;
  std::thread writing{[this] {
    for (std::uint64_t i = 1; i <= kLast; ++i) {
      write(i % 8 == 0 || i == kLast, content(i % 900, static_cast<std::uint8_t>(i)), i);
    }
  }};
  auto reader = this->reader();
  std::uint64_t before = 0;
  while (before < kLast) {
    const auto entry = reader.next();
    ASSERT_TRUE(entry) << entry.error().message;
    if (!*entry || (*entry)->head.kind == LiveKind::Init) continue;
    const std::uint64_t i = (*entry)->head.media_time;
    ASSERT_GT(i, before);
    ASSERT_EQ((*entry)->content, content(i % 900, static_cast<std::uint8_t>(i)));
    before = i;
  }
  writing.join();
}

TEST_F(LiveRingTest, WhoGetsTheMemoryCanNeitherWriteNorResizeIt) {
  const auto memory = writer_.share().value();
  EXPECT_EQ(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0), MAP_FAILED);
  EXPECT_NE(::ftruncate(memory.get(), 0), 0);
  const char byte = 0;
  EXPECT_LT(::pwrite(memory.get(), &byte, 1, 0), 0);
}

TEST(LiveRingReaderTest, MemoryThatCouldShrinkIsRefused) {
  base::UniqueFd memory{::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  ASSERT_EQ(::ftruncate(memory.get(), 1 << 20), 0);
  EXPECT_EQ(LiveRingReader::open(std::move(memory)).error().kind, base::ErrorKind::Denied);
}

TEST(LiveStreamTest, EachWatcherHasABellAndTheRingEndsWithTheLast) {
  LiveStream stream{ring::kCapacityMin};
  stream.set_init(content(30, 1));
  const auto first = stream.attach(1).value();
  const auto second = stream.attach(2).value();
  const auto bytes = content(20, 5);
  const base::ByteView parts[] = {bytes};
  stream.write({.kind = LiveKind::Video, .key = true}, parts);
  for (const LiveView* view : {&first, &second}) {
    pollfd bell{view->bell.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&bell, 1, 0), 1);
  }
  stream.detach(1);
  EXPECT_TRUE(stream.watched());
  stream.detach(2);
  EXPECT_FALSE(stream.watched());
}

}  // namespace
}  // namespace nvr
