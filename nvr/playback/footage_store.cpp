#include "nvr/playback/footage_store.h"

#include <utility>

#include "storage/segment/segment_key.h"
#include "storage/volume/archive_paths.h"

namespace nvr {
namespace {

// The recorder's word, but only for a place below its own volume.
bool stays_below(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.find("..") == std::string::npos;
}

}  // namespace

FootageStore::FootageStore(base::FileSystem& files, const base::Clock& clock, Sources sources)
    : files_{files}, sources_{std::move(sources)}, keys_{clock, {}} {}

base::Result<storage::SegmentReader> FootageStore::open(const ViewedSegment& segment) const {
  const auto volume = sources_.volume_path(segment.volume);
  if (!volume || !stays_below(segment.path)) {
    return base::Error{base::ErrorKind::NotFound, "the segment's volume is not known"};
  }
  ASSIGN_OR_RETURN(auto reader,
                   storage::SegmentReader::open(files_, storage::joined(*volume, segment.path)));
  if (reader.header().segment != segment.segment || reader.header().camera != segment.camera) {
    return base::Error{base::ErrorKind::Corrupt, "another segment is in its place"};
  }
  return reader;
}

base::Result<crypto::AeadKey> FootageStore::key_of(const storage::SegmentReader& reader,
                                                   const Viewer& viewer) {
  const storage::SegmentHeader& header = reader.header();
  if (const auto kept = keys_.find(viewer.session, header.segment)) {
    return crypto::AeadKey::from(*kept);
  }
  ASSIGN_OR_RETURN(const crypto::Secret key,
                   sources_.open_key(header.segment, storage::marshal(header), viewer.use));
  RETURN_IF_ERROR(storage::check_segment_key(header, key.reveal()));
  keys_.put(viewer.session, header.segment, key);
  return crypto::AeadKey::from(key);
}

}  // namespace nvr
