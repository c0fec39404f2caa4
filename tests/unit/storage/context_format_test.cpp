// Goal: a context reads back whole, items of later writers included, and nothing unbounded or out
// of order is accepted.

#include "storage/segment/context_format.h"

#include <gtest/gtest.h>

#include "storage/segment/record_format.h"

namespace storage {
namespace {

Context least_context() {
  Context context;
  context.tracks.push_back({1, TrackType::Video, 90'000, "avc3.640028"});
  return context;
}

Context full_context() {
  Context context = least_context();
  context.predecessor = {.number = 12, .how = PredecessorEnd::LastCheckpoint};
  context.predecessor.segment.bytes.fill(1);
  context.day_key = DayKeyChoice::TodaysForOlder;
  context.tracks.push_back({2, TrackType::Audio, 48'000, "0123456789abcdef"});
  context.software = "custody 1";
  context.source_url = "rtsps://192.0.2.7/main";
  context.session_description = "v=0\r\n";
  context.parameter_sets = {{0x67, 1}, {0x68}};
  context.certificate_sei = {6, 5, 4};
  context.identity = PinnedIdentity{.serial = "SN"};
  context.verifier = VerifierState{7, base::Bytes(32, 9)};
  context.time_mappings.push_back({.state = ClockState::Synchronised, .track = 1});
  context.unknown_items[12] = {};
  context.unknown_items[0xffff] = {1, 2, 3};
  return context;
}

TEST(ContextFormatTest, ContextReadsBack) {
  for (const Context& context : {least_context(), full_context()}) {
    const auto bytes = marshal(context);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(*parse_context(*bytes), context);
  }
}

TEST(ContextFormatTest, WhatIsTooLongIsNotWritten) {
  const auto written = [](auto&& change) {
    Context context = full_context();
    change(context);
    return marshal(context).has_value();
  };
  EXPECT_TRUE(written([](Context& c) { c.software = std::string(128, 'x'); }));
  EXPECT_FALSE(written([](Context& c) { c.software = std::string(129, 'x'); }));
  EXPECT_TRUE(written([](Context& c) { c.source_url = std::string(2048, 'x'); }));
  EXPECT_FALSE(written([](Context& c) { c.source_url = std::string(2049, 'x'); }));
  EXPECT_TRUE(written([](Context& c) { c.certificate_sei.resize(65'536); }));
  EXPECT_FALSE(written([](Context& c) { c.certificate_sei.resize(65'537); }));
  EXPECT_TRUE(written([](Context& c) { c.verifier->link.resize(64); }));
  EXPECT_FALSE(written([](Context& c) { c.verifier->link.resize(65); }));
  EXPECT_FALSE(written([](Context& c) { c.tracks[1].codec += 'x'; }));
  EXPECT_TRUE(written([](Context& c) { c.tracks.resize(16, c.tracks[0]); }));
  EXPECT_FALSE(written([](Context& c) { c.tracks.resize(17, c.tracks[0]); }));
  EXPECT_FALSE(written([](Context& c) { c.parameter_sets.push_back({}); }));
  EXPECT_FALSE(written([](Context& c) { c.parameter_sets = {base::Bytes(65'537)}; }));
  EXPECT_FALSE(written([](Context& c) { c.unknown_items[99].resize(256U << 10); }));
}

TEST(ContextFormatTest, ContextWithoutARequiredItemIsRefused) {
  Context context = least_context();
  context.tracks.clear();
  EXPECT_FALSE(marshal(context));
  EXPECT_FALSE(parse_context({}));
  const base::Bytes bytes = *marshal(least_context());
  const base::ByteView without_first = base::ByteView{bytes}.subspan(6 + 25);
  EXPECT_FALSE(parse_context(without_first));
}

TEST(ContextFormatTest, ItemsStandOnceAndInOrder) {
  const base::Bytes bytes = *marshal(least_context());
  const auto with_items = [&](std::initializer_list<std::uint16_t> tags) {
    base::ByteWriter writer;
    writer.put(bytes);
    for (const std::uint16_t tag : tags) {
      writer.put(tag);
      writer.put(std::uint32_t{1});
      writer.put(std::uint8_t{'x'});
    }
    return parse_context(writer.view()).has_value();
  };
  EXPECT_TRUE(with_items({4, 5}));
  EXPECT_FALSE(with_items({5, 4}));
  EXPECT_FALSE(with_items({4, 4}));
  EXPECT_FALSE(with_items({100, 100}));
}

TEST(ContextFormatTest, ThirtyTwoItemsFitAndOneMoreDoesNot) {
  Context context = least_context();
  for (std::uint16_t tag = 100; tag < 129; ++tag) context.unknown_items[tag] = {1};
  EXPECT_TRUE(marshal(context));
  context.unknown_items[200] = {1};
  EXPECT_FALSE(marshal(context));
}

TEST(ContextFormatTest, AnItemCutShortIsRefused) {
  const base::Bytes bytes = *marshal(full_context());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto parsed = parse_context(base::ByteView{bytes}.first(size));
    // Whole items may be missing at the end, never part of one.
    if (parsed) {
      EXPECT_EQ(marshal(*parsed)->size(), size);
    }
  }
}

}  // namespace
}  // namespace storage
