#include "tests/integration/recorder/segment_opener.h"

#include <utility>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recovery_text.h"
#include "base/real_file_system.h"
#include "storage/segment/segment_key.h"
#include "storage/segment/segment_reader.h"
#include "storage/volume/wraps_files.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace recorder_test {
namespace {

// The video records, opened and joined; nothing when one does not open.
base::Result<base::Bytes> opened_video(const std::string& path, const crypto::Secret& key) {
  base::RealFileSystem files;
  ASSIGN_OR_RETURN(auto reader, storage::SegmentReader::open(files, path));
  ASSIGN_OR_RETURN(auto aead, crypto::AeadKey::from(key));
  ASSIGN_OR_RETURN(const auto contents, reader.records());
  base::Bytes film;
  for (const storage::IndexEntry& entry : contents.records) {
    if (entry.header.kind != storage::RecordKind::Video) continue;
    ASSIGN_OR_RETURN(const base::Bytes fragment, reader.open_record(entry, aead));
    base::append(film, fragment);
  }
  return film;
}

}  // namespace

SegmentOpener::SegmentOpener(const crypto::Secret& recovery_key, std::string volume)
    : recovery_{appliance::parse_recovery_key(recovery_key).value()}, volume_{std::move(volume)} {}

storage::SegmentHeader SegmentOpener::header_of(const std::string& path) {
  base::RealFileSystem files;
  return storage::SegmentReader::open(files, path).value().header();
}

crypto::HpkePrivateKey SegmentOpener::day_key(const storage::SegmentHeader& header) const {
  base::RealFileSystem files;
  const std::string volumes[] = {volume_};
  const auto wraps = storage::read_wraps(files, volumes, header.camera, header.day_key_day).value();
  return appliance::open_wrap(recovery_, wraps).value();
}

crypto::Secret SegmentOpener::segment_key(const storage::SegmentHeader& header) const {
  return storage::open_segment_key(header, day_key(header)).value();
}

std::vector<std::uint32_t> SegmentOpener::pictures(const std::string& path) const {
  return pictures_in(opened_video(path, segment_key(header_of(path))).value());
}

bool SegmentOpener::opens(const std::string& path, const crypto::Secret& segment_key) {
  const auto film = opened_video(path, segment_key);
  return film && !film->empty();
}

}  // namespace recorder_test
