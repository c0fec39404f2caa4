// Goal: the view is what the recorder told, whatever is told twice or anew. Method: changes as the
// catalog writes them.

#include "nvr/view/footage_view.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace nvr {
namespace {

const base::Id kViewCamera{{7}};
const base::Id kViewVolume{{8}};

base::WallTime view_time(int seconds) {
  return base::WallTime{std::chrono::seconds{1'795'209'248 + seconds}};
}
std::string view_text(int seconds) {
  return base::format_rfc3339(view_time(seconds));
}

base::Json segment_change(std::int64_t n, std::uint8_t id, int from, int to, const char* state) {
  base::Json change;
  change["n"] = n;
  change["kind"] = "segment";
  change["camera"] = base::to_string(kViewCamera);
  change["stream"] = "main";
  change["segment"] = base::to_string(base::Id{{id}});
  change["sequence"] = std::int64_t{id};
  change["volume"] = base::to_string(kViewVolume);
  change["path"] = "segments/a";
  change["from"] = view_text(from);
  change["to"] = view_text(to);
  change["bytes"] = 1000;
  change["records"] = 3;
  change["state"] = state;
  return change;
}

base::Json span_change(std::int64_t n, int from, int to, const char* state) {
  base::Json change;
  change["n"] = n;
  change["kind"] = "span";
  change["camera"] = base::to_string(kViewCamera);
  change["stream"] = "main";
  change["from"] = view_text(from);
  change["to"] = view_text(to);
  change["state"] = state;
  if (std::string_view{state} == "gap") change["reason"] = "lost";
  return change;
}

base::Json camera_change(std::int64_t n, const char* name, bool removed = false) {
  base::Json change;
  change["n"] = n;
  change["kind"] = "camera";
  change["camera"] = base::to_string(kViewCamera);
  change["name"] = name;
  if (removed) change["removed"] = true;
  return change;
}

class FootageViewTest : public testing::Test {
 protected:
  void apply(std::vector<base::Json> changes) { ASSERT_TRUE(view_->apply(changes)); }
  std::vector<ViewedSpan> spans(int from, int to) {
    return view_->spans(kViewCamera, "main", {view_time(from), view_time(to)}, 100).value();
  }
  std::vector<ViewedSegment> segments(int from, int to) {
    return view_->segments(kViewCamera, "main", {view_time(from), view_time(to)}, 100).value();
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/view.db";
  std::unique_ptr<FootageView> view_ = FootageView::open(path_).value();
};

TEST_F(FootageViewTest, RemembersWhereItStandsOverARestart) {
  EXPECT_EQ(view_->position(), 0);
  apply({camera_change(41, "Gate"), span_change(42, 0, 10, "recorded")});
  EXPECT_EQ(view_->position(), 42);
  view_.reset();
  view_ = FootageView::open(path_).value();
  EXPECT_EQ(view_->position(), 42);
  EXPECT_EQ(view_->cameras().value().at(0).name, "Gate");
}

TEST_F(FootageViewTest, TellingAChangeTwiceIsTellingItOnce) {
  const std::vector<base::Json> changes{segment_change(1, 1, 0, 10, "open"),
                                        span_change(2, 0, 10, "recorded")};
  apply(changes);
  apply(changes);
  EXPECT_EQ(segments(0, 100).size(), 1U);
  EXPECT_EQ(spans(0, 100).size(), 1U);
}

TEST_F(FootageViewTest, AGrowingSegmentAndRunAreRenewed) {
  apply({segment_change(1, 1, 0, 10, "open"), span_change(2, 0, 10, "recorded")});
  apply({segment_change(3, 1, 0, 11, "final"), span_change(4, 0, 11, "recorded")});
  ASSERT_EQ(segments(0, 100).size(), 1U);
  EXPECT_EQ(segments(0, 100)[0].state, "final");
  EXPECT_EQ(spans(0, 100).at(0).to, view_time(11));
}

TEST_F(FootageViewTest, WhatIsRemovedIsGone) {
  apply({segment_change(1, 1, 0, 10, "final"), span_change(2, 0, 10, "recorded"),
         camera_change(3, "Gate")});
  apply({segment_change(4, 1, 0, 10, "removed"), span_change(5, 0, 10, "removed"),
         camera_change(6, "Gate", true)});
  EXPECT_TRUE(segments(0, 100).empty());
  EXPECT_TRUE(spans(0, 100).empty());
  EXPECT_TRUE(view_->cameras().value().empty());
}

TEST_F(FootageViewTest, ARangeGetsTheSpansThatTouchItAndNoOthers) {
  apply({span_change(1, 0, 10, "recorded"), span_change(2, 10, 20, "gap"),
         span_change(3, 20, 30, "recorded"), span_change(4, 40, 50, "recorded")});
  const auto found = spans(12, 21);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].state, "gap");
  EXPECT_EQ(found[0].reason, "lost");
  EXPECT_EQ(found[1].from, view_time(20));
  EXPECT_TRUE(spans(30, 40).empty());
  EXPECT_EQ(spans(10, 12).size(), 1U);
}

TEST_F(FootageViewTest, KnowsFromWhenToWhenThereIsFootage) {
  EXPECT_FALSE(view_->extent(kViewCamera, "main").value());
  apply({span_change(1, 5, 10, "recorded"), span_change(2, 0, 5, "gap"),
         span_change(3, 20, 30, "recorded")});
  const auto extent = view_->extent(kViewCamera, "main").value();
  ASSERT_TRUE(extent);
  EXPECT_EQ(extent->from, view_time(5));
  EXPECT_EQ(extent->to, view_time(30));
}

TEST_F(FootageViewTest, PagesGoThroughAllSegmentsOnce) {
  for (std::uint8_t id = 1; id <= 5; ++id) apply({segment_change(id, id, id / 2, 100, "final")});
  FootageView::Page page{.range = {{}, view_time(1000)}, .limit = 2};
  std::vector<std::int64_t> seen;
  for (;;) {
    const auto segments = view_->page(page).value();
    if (segments.empty()) break;
    for (const auto& segment : segments) seen.push_back(segment.sequence);
    page.after = segments.back().from;
    page.after_segment = base::to_string(segments.back().segment);
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST_F(FootageViewTest, AResetForgetsEverything) {
  apply({camera_change(41, "Gate"), span_change(42, 0, 10, "recorded")});
  ASSERT_TRUE(view_->reset());
  EXPECT_EQ(view_->position(), 0);
  EXPECT_TRUE(view_->cameras().value().empty());
  EXPECT_TRUE(spans(0, 100).empty());
}

TEST_F(FootageViewTest, ABrokenBatchChangesNothing) {
  base::Json broken = span_change(2, 10, 20, "recorded");
  broken["from"] = "yesterday";
  EXPECT_FALSE(view_->apply(std::vector<base::Json>{camera_change(1, "Gate"), broken}));
  EXPECT_EQ(view_->position(), 0);
  EXPECT_TRUE(view_->cameras().value().empty());
}

TEST_F(FootageViewTest, AKindOfALaterRecorderIsPassedOver) {
  base::Json later;
  later["n"] = 9;
  later["kind"] = "hologram";
  apply({later});
  EXPECT_EQ(view_->position(), 9);
}

TEST_F(FootageViewTest, AFileThatIsNoViewIsReplaced) {
  view_.reset();
  std::ofstream{path_, std::ios::trunc} << std::string(8192, 'x');
  view_ = FootageView::open(path_).value();
  EXPECT_EQ(view_->position(), 0);
}

TEST_F(FootageViewTest, DetailsOfACameraAreKept) {
  base::Json camera;
  camera["camera"] = base::to_string(kViewCamera);
  camera["name"] = "Gate";
  camera["url"] = "rtsps://192.0.2.7/main";
  ASSERT_TRUE(view_->set_details(base::Json{base::Json::Array{camera}}));
  apply({camera_change(1, "Gate 2")});
  const auto seen = view_->camera(kViewCamera).value();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->name, "Gate 2");
  EXPECT_EQ(seen->details.get_string("url").value(), "rtsps://192.0.2.7/main");
}

}  // namespace
}  // namespace nvr
