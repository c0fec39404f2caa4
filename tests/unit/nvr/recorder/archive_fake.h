// An archive in memory whose disk the test plays: commits wait until it says how they went.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "crypto/hpke/hpke_key.h"
#include "nvr/recorder/archive.h"
#include "storage/chain/chain.h"
#include "storage/segment/segment_reader.h"
#include "tests/support/filled_id.h"

namespace nvr {

class BytesFile : public base::ReadFile {
 public:
  explicit BytesFile(base::Bytes bytes) : bytes_{std::move(bytes)} {}
  base::Result<std::size_t> read_at(std::uint64_t offset,
                                    std::span<std::uint8_t> into) const override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto rest = base::ByteView{bytes_}.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(rest.size(), into.size());
    std::ranges::copy(rest.first(count), into.begin());
    return count;
  }
  base::Result<std::uint64_t> size() const override { return bytes_.size(); }

 private:
  base::Bytes bytes_;
};

class ArchiveFake : public Archive {
 public:
  std::optional<ChosenDayKey> day_key(const base::Id&, base::Day of) override {
    if (!has_day_key) return std::nullopt;
    storage::Point point{};
    std::ranges::copy(day.public_key().bytes(), point.begin());
    return ChosenDayKey{{of, storage::key_id_of(point), point}};
  }
  std::shared_ptr<const storage::SigningKey> signing_key() override { return key; }
  base::Id volume_of(const storage::StreamKey&) override { return test_support::filled_id(5); }

  bool append(ArchiveWrite write) override {
    if (full) return false;
    waiting.push_back(std::move(write));
    return true;
  }
  void examine(const storage::StreamKey&, const std::string& path, OnHead on_head) override {
    const auto found = files.find(path);
    if (found == files.end()) return on_head(base::Error{base::ErrorKind::NotFound, "none"});
    auto contents = read(path);
    on_head(storage::StreamHead{contents.facts.sequence,
                                contents.facts.chain_out,
                                {contents.facts.segment, contents.facts.records,
                                 storage::PredecessorEnd::AuthenticPrefix}});
  }
  void tell_segment(storage::SegmentUpdate update) override {
    rows[update.row.path] = update.row;
    for (const storage::Span& span : update.spans) spans.push_back(span);
  }
  void tell_gap(const storage::StreamKey&, const storage::Span&) override {}

  // What the disk does with everything that waits.
  void sync() {
    for (ArchiveWrite& write : std::exchange(waiting, {})) {
      base::append(files[write.path], write.bytes);
      write.done({});
    }
  }
  void fail() {
    for (ArchiveWrite& write : std::exchange(waiting, {})) {
      write.done(base::Error{base::ErrorKind::Io, "the disk broke"});
    }
  }

  storage::SegmentReader reader(const std::string& path) {
    return storage::SegmentReader::open(std::make_unique<BytesFile>(files.at(path))).value();
  }
  storage::SegmentContents read(const std::string& path) { return reader(path).examine().value(); }
  std::vector<std::string> paths() const {  // by sequence
    std::vector<std::string> all;
    for (const auto& [path, bytes] : files) all.push_back(path);
    return all;
  }

  crypto::HpkePrivateKey day = crypto::HpkePrivateKey::generate().value();
  bool has_day_key = true;
  std::shared_ptr<const storage::SigningKey> key = std::make_shared<const storage::SigningKey>(
      storage::SigningKey::generate(base::to_ticks(base::WallTime{})).value());
  bool full = false;
  std::deque<ArchiveWrite> waiting;
  std::map<std::string, base::Bytes> files;
  std::map<std::string, storage::SegmentRow> rows;
  std::vector<storage::Span> spans;
};

}  // namespace nvr
