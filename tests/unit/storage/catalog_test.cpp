// Goal: a follower that resumes from N has exactly what one has that never left; queries tell what
// the segments say.

#include "storage/catalog/catalog.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/filled_id.h"
#include "tests/support/temporary_directory.h"

namespace storage {
namespace {

using test_support::filled_id;

constexpr std::uint64_t kCatalogSecond = 10'000'000;
constexpr std::uint64_t kStart = 134'000'000'000'000'000;  // in 2025

base::Ticks at(std::uint64_t second) {
  return {kStart + second * kCatalogSecond};
}

Span recorded(std::uint64_t from, std::uint64_t to) {
  return {at(from), at(to), CoverageState::Recorded, GapReason{}};
}

Span gap(std::uint64_t from, std::uint64_t to) {
  return {at(from), at(to), CoverageState::Gap, GapReason::CameraUnreachable};
}

// What a follower knows, by what identifies each row in the events.
using View = std::map<std::string, std::string>;

class CatalogTest : public testing::Test {
 protected:
  static constexpr base::WallTime kMade{std::chrono::seconds{1'790'000'000}};

  base::Result<Catalog> try_open(std::uint64_t removed_kept = 100'000) {
    return Catalog::open(directory_ / "catalog.db", filled_id(1),
                         {.removed_kept = removed_kept, .made = kMade});
  }
  Catalog open(std::uint64_t removed_kept = 100'000) { return try_open(removed_kept).value(); }

  static SegmentUpdate update(std::uint64_t sequence, std::uint64_t from, std::uint64_t to,
                              RowState state = RowState::Final) {
    SegmentUpdate made;
    SegmentFacts& facts = made.row.facts;
    facts.segment = filled_id(static_cast<std::uint8_t>(0x10 + sequence));
    facts.camera = filled_id(2);
    facts.sequence = sequence;
    facts.day = base::day_of(at(from));
    facts.from = at(from);
    facts.to = at(to);
    facts.bytes = 1000 + to;
    facts.records = static_cast<std::uint32_t>(to - from);
    facts.chain_out.fill(static_cast<std::uint8_t>(sequence));
    made.row.state = state;
    made.row.volume = filled_id(7);
    made.row.path = "segments/" + std::to_string(sequence);
    made.spans = {recorded(from, to)};
    return made;
  }
  static void apply(Catalog& catalog, const SegmentUpdate& made) {
    ASSERT_TRUE(catalog.apply({&made, 1}));
  }

  static void follow(Catalog& catalog, View& view, std::uint64_t& n) {
    const auto changes = catalog.changes_after(n, 1000).value();
    for (const Change& change : changes) {
      EXPECT_GT(change.n, n) << "numbers rise";
      n = change.n;
      base::Json json = to_json(change);
      std::string key = *json.get_string("kind");
      for (const char* part : {"camera", "segment"}) {
        if (const auto text = json.get_string(part)) key += " " + *text;
      }
      if (key.starts_with("span")) key += " " + *json.get_string("from");
      const bool removed = json.find("removed") != nullptr ||
                           (json.get_string("state") && *json.get_string("state") == "removed");
      json["n"] = 0;
      if (removed) {
        view.erase(key);
      } else {
        view[key] = json.dump();
      }
    }
  }
  static View whole(Catalog& catalog) {
    View view;
    std::uint64_t n = 0;
    follow(catalog, view, n);
    return view;
  }

  const StreamKey main_{filled_id(2), StreamId::Main};
  test_support::TemporaryDirectory directory_;
};

TEST_F(CatalogTest, NumbersBeginAtTheMicrosecondItWasMade) {
  Catalog catalog = open();
  EXPECT_EQ(catalog.epoch(), filled_id(1));
  EXPECT_EQ(catalog.last_change(), 1'790'000'000'000'000U);
  EXPECT_FALSE(catalog.knows(0));
  EXPECT_FALSE(catalog.knows(catalog.last_change() - 1)) << "of an older catalog";
  EXPECT_TRUE(catalog.knows(catalog.last_change()));
  EXPECT_FALSE(catalog.knows(catalog.last_change() + 1));
}

TEST_F(CatalogTest, ReopeningKeepsEpochAndNumbers) {
  std::uint64_t n = 0;
  {
    Catalog catalog = open();
    apply(catalog, update(1, 0, 300));
    n = catalog.last_change();
  }
  const auto again = Catalog::open(directory_ / "catalog.db", filled_id(9), {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->epoch(), filled_id(1));
  EXPECT_EQ(again->last_change(), n);
  EXPECT_TRUE(again->knows(n));
}

TEST_F(CatalogTest, AFollowerThatResumesKnowsTheSameAsOneThatNeverLeft) {
  Catalog catalog = open();
  View early;
  std::uint64_t n = 0;
  apply(catalog, update(1, 0, 10, RowState::Open));
  follow(catalog, early, n);
  apply(catalog, update(1, 0, 300));
  ASSERT_TRUE(catalog.put_entry("camera", "a", base::Json{base::Json::Object{{"camera", "a"}}}));
  ASSERT_TRUE(catalog.put_entry("camera", "b", base::Json{base::Json::Object{{"camera", "b"}}}));
  follow(catalog, early, n);
  apply(catalog, update(2, 320, 600));
  ASSERT_TRUE(catalog.add_span(main_, gap(300, 320)));
  ASSERT_TRUE(catalog.remove_entry("camera", "a"));
  ASSERT_TRUE(catalog.remove_segment(update(1, 0, 300).row.facts.segment));
  EXPECT_TRUE(catalog.knows(n));
  follow(catalog, early, n);
  EXPECT_EQ(early, whole(catalog));
  EXPECT_EQ(early.size(), 3U) << "a camera, a segment and a span";
  EXPECT_EQ(n, catalog.last_change());
}

TEST_F(CatalogTest, ChangesAreGivenInPagesWithoutLoss) {
  Catalog catalog = open();
  for (std::uint64_t i = 1; i <= 20; ++i) apply(catalog, update(i, i * 400, i * 400 + 300));
  std::vector<std::uint64_t> numbers;
  std::uint64_t n = 0;
  while (true) {
    const auto page = catalog.changes_after(n, 3).value();
    if (page.empty()) break;
    EXPECT_LE(page.size(), 3U);
    for (const Change& change : page) numbers.push_back(n = change.n);
  }
  EXPECT_EQ(numbers.size(), 40U) << "a segment and a span each";
  EXPECT_TRUE(std::ranges::is_sorted(numbers));
}

TEST_F(CatalogTest, AnOpenSegmentsRowIsRenewedAtEachCommit) {
  Catalog catalog = open();
  apply(catalog, update(1, 0, 1, RowState::Open));
  const std::uint64_t n = catalog.last_change();
  apply(catalog, update(1, 0, 2, RowState::Open));
  const auto changes = catalog.changes_after(n, 100).value();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(std::get<SegmentRow>(changes[0].row).facts.to, at(2));
  EXPECT_EQ(std::get<SpanRow>(changes[1].row).span, recorded(0, 2));
  EXPECT_EQ(catalog.open_segments()->size(), 1U);
  apply(catalog, update(1, 0, 2));
  EXPECT_TRUE(catalog.open_segments()->empty());
}

TEST_F(CatalogTest, EventsHaveTheFieldsThatFollowersExpect) {
  Catalog catalog = open();
  const std::uint64_t n = catalog.last_change();
  apply(catalog, update(1, 0, 300));
  ASSERT_TRUE(catalog.add_span(main_, gap(300, 310)));
  const auto changes = catalog.changes_after(n, 100).value();
  ASSERT_EQ(changes.size(), 3U);
  const base::Json segment = to_json(changes[0]);
  EXPECT_EQ(*segment.get_string("kind"), "segment");
  EXPECT_EQ(*segment.get_string("camera"), base::to_string(filled_id(2)));
  EXPECT_EQ(*segment.get_string("stream"), "main");
  EXPECT_EQ(*segment.get_int("sequence"), 1);
  EXPECT_EQ(*segment.get_string("state"), "final");
  EXPECT_EQ(*segment.get_string("path"), "segments/1");
  EXPECT_EQ(*segment.get_string("volume"), base::to_string(filled_id(7)));
  EXPECT_EQ(*segment.get_int("n"), static_cast<std::int64_t>(n + 1));
  EXPECT_EQ(base::to_ticks(*base::parse_rfc3339(*segment.get_string("to"))), at(300));
  const base::Json span = to_json(changes[2]);
  EXPECT_EQ(*span.get_string("kind"), "span");
  EXPECT_EQ(*span.get_string("state"), "gap");
  EXPECT_EQ(*span.get_string("reason"), "camera_unreachable");
}

TEST_F(CatalogTest, StreamsHaveNamesThatReadBack) {
  for (const int number : {0, 1, 2, 15}) {
    for (const StreamId stream :
         {static_cast<StreamId>(number), backfill_of(static_cast<StreamId>(number))}) {
      EXPECT_EQ(parse_stream_name(stream_name(stream)), stream);
    }
  }
  EXPECT_EQ(stream_name(backfill_of(StreamId::Sub)), "backfill-sub");
  for (const char* wrong : {"", "0", "1", "16", "02", "Main", "backfill-", "2x"}) {
    EXPECT_FALSE(parse_stream_name(wrong)) << wrong;
  }
}

TEST_F(CatalogTest, TheHeadIsWhereTheStreamStands) {
  Catalog catalog = open();
  EXPECT_EQ(*catalog.head(main_), std::nullopt);
  apply(catalog, update(1, 0, 300));
  apply(catalog, update(2, 300, 400, RowState::Open));
  apply(catalog, update(1, 0, 300));
  const auto head = catalog.head(main_).value();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->sequence, 2U);
  EXPECT_EQ(head->predecessor.how, PredecessorEnd::AuthenticPrefix);
  EXPECT_EQ(head->predecessor.number, 100U);
  EXPECT_EQ(head->chain_out, update(2, 0, 1).row.facts.chain_out);
  ASSERT_TRUE(catalog.remove_segment(update(2, 0, 1).row.facts.segment));
  EXPECT_EQ(*catalog.head(main_), head) << "deleting does not set the stream back";
  EXPECT_EQ(*catalog.streams(), std::vector<StreamKey>{main_});
}

TEST_F(CatalogTest, ARangeFindsTheSegmentsThatTouchIt) {
  Catalog catalog = open();
  for (std::uint64_t i = 1; i <= 5; ++i) apply(catalog, update(i, i * 300, i * 300 + 300));
  const auto touched = [&](std::uint64_t from, std::uint64_t to, std::uint64_t sequence = 0,
                           std::size_t limit = 100) {
    std::vector<std::uint64_t> found;
    const auto rows = catalog.segments(main_, at(from), at(to), sequence, limit).value();
    for (const SegmentRow& row : rows) found.push_back(row.facts.sequence);
    return found;
  };
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(touched(0, 300), Numbers{});
  EXPECT_EQ(touched(0, 301), Numbers{1});
  EXPECT_EQ(touched(599, 601), (Numbers{1, 2}));
  EXPECT_EQ(touched(0, 9000, 3), (Numbers{3, 4, 5}));
  EXPECT_EQ(touched(0, 9000, 0, 2), (Numbers{1, 2}));
  const auto oldest = catalog.oldest(filled_id(7), 2).value();
  ASSERT_EQ(oldest.size(), 2U);
  EXPECT_EQ(oldest[0], update(1, 300, 600).row);
  EXPECT_TRUE(catalog.oldest(filled_id(8), 2)->empty());
}

TEST_F(CatalogTest, CoverageGrowsByRunsAndGoesWithTheSegments) {
  Catalog catalog = open();
  for (std::uint64_t i = 0; i < 50; ++i) apply(catalog, update(1, 0, i + 1, RowState::Open));
  EXPECT_EQ(*catalog.coverage(main_, at(0), at(1000)), Coverage{recorded(0, 50)});
  SegmentUpdate next = update(2, 80, 100);
  next.spans.insert(next.spans.begin(), gap(50, 80));
  apply(catalog, next);
  EXPECT_EQ(*catalog.coverage(main_, at(0), at(1000)),
            (Coverage{recorded(0, 50), gap(50, 80), recorded(80, 100)}));
  EXPECT_EQ(*catalog.coverage(main_, at(60), at(70)), Coverage{gap(50, 80)});
  ASSERT_TRUE(catalog.remove_segment(update(1, 0, 1).row.facts.segment));
  EXPECT_EQ(*catalog.coverage(main_, at(0), at(1000)), Coverage{recorded(80, 100)})
      << "the gap was between segments of which one is left";
}

TEST_F(CatalogTest, RemovedMarksAreForgottenAndAnOldFollowerStartsAnew) {
  Catalog catalog = open(10);
  const std::uint64_t start = catalog.last_change();
  ASSERT_TRUE(catalog.put_entry("state", "x", base::Json{base::Json::Object{}}));
  ASSERT_TRUE(catalog.remove_entry("state", "x"));
  EXPECT_TRUE(catalog.knows(start));
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(catalog.put_entry("state", "y", base::Json{base::Json::Object{{"i", i}}}));
  }
  EXPECT_FALSE(catalog.knows(start));
  EXPECT_TRUE(catalog.knows(catalog.last_change() - 5));
  EXPECT_EQ(catalog.changes_after(0, 100)->size(), 1U);
}

TEST_F(CatalogTest, TimesAndSizesBeyondWhatSqliteHoldsAreKeptInBounds) {
  Catalog catalog = open();
  SegmentUpdate hostile = update(1, 0, 1);
  hostile.row.facts.to = {~std::uint64_t{0}};
  hostile.row.facts.bytes = ~std::uint64_t{0};
  hostile.spans = {{at(0), {~std::uint64_t{0}}, CoverageState::Recorded, GapReason{}}};
  apply(catalog, hostile);
  EXPECT_EQ(catalog.changes_after(0, 10)->size(), 2U);
}

}  // namespace
}  // namespace storage
