#include "nvr/recorder/catalog_thread.h"

#include <utility>

namespace nvr {
namespace {

using namespace std::chrono_literals;

}  // namespace

CatalogThread::CatalogThread(Surroundings surroundings) : out_{std::move(surroundings)} {}

CatalogThread::~CatalogThread() {
  stop();
}

void CatalogThread::start() {
  thread_ = base::NamedThread{"catalog", [this] { work(); }};
}

void CatalogThread::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

bool CatalogThread::run(Task task) {
  return queue_.try_push(std::move(task), 1);
}

void CatalogThread::log(std::string_view name, const base::Error& error) const {
  out_.logger.log(base::Severity::Error, name, {{"reason", error.message}});
}

// A catalog that cannot be read is a cache that is made anew.
base::Result<storage::Catalog> CatalogThread::open() {
  const storage::Catalog::Options options{.made = out_.clock.wall()};
  auto opened = storage::Catalog::open(out_.path, out_.ids.next(), options);
  if (opened || opened.error().kind != base::ErrorKind::Corrupt) return opened;
  log("catalog-made-anew", opened.error());
  for (const char* end : {"-wal", "-shm"}) (void)out_.files.remove_file(out_.path + end);
  RETURN_IF_ERROR(out_.files.rename(out_.path, out_.path + ".damaged"));
  return storage::Catalog::open(out_.path, out_.ids.next(), options);
}

base::Result<StreamStarts> CatalogThread::starts(storage::Catalog& catalog) {
  RETURN_IF_ERROR(reconciler_->heads());
  // Segments that the last run left open end before anything new is recorded, so that their time is
  // known when the gap to it is told.
  StreamStarts found;
  ASSIGN_OR_RETURN(const auto streams, catalog.streams());
  for (const storage::StreamKey& stream : streams) {
    ASSIGN_OR_RETURN(const auto head, catalog.head(stream));
    if (!head) continue;
    StreamStart& start = found[stream];
    start.head = *head;
    ASSIGN_OR_RETURN(const auto row, catalog.segment(head->predecessor.segment));
    if (row) start.last_end = row->facts.to;
  }
  return found;
}

void CatalogThread::work() {
  auto catalog = open();
  if (!catalog) return log("catalog-not-opened", catalog.error());
  reconciler_.emplace(out_.files, out_.volumes, *catalog);
  auto found = starts(*catalog);
  if (!found) {
    log("archive-not-read", found.error());
  } else {
    out_.on_heads(*std::move(found));
  }
  serve(*catalog);
}

void CatalogThread::serve(storage::Catalog& catalog) {
  std::uint64_t told = 0;
  base::SteadyTime turn{};
  bool reconciling = true;
  while (!queue_.drained()) {
    auto task = queue_.pop_wait_for(reconciling ? 0ns : std::chrono::nanoseconds{1s});
    if (task) {
      (*task)(catalog);
    } else if (reconciling) {
      const auto stepped = reconciler_->step();
      if (!stepped) log("segment-not-taken-in", stepped.error());
      reconciling = stepped && *stepped;
    }
    if (out_.clock.steady() - turn >= 1s) {
      turn = out_.clock.steady();
      out_.on_turn(catalog);
    }
    if (catalog.last_change() != told) {
      told = catalog.last_change();
      out_.on_changed();
    }
  }
}

}  // namespace nvr
