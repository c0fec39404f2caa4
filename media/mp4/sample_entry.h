// Sample entries: the box that names a track's coding. Writing, reading, and renaming for browsers.
//
// Pure. Specification: ISO/IEC 14496-12 8.5.2 and 12, 14496-14 5.6, 14496-15 5.4 and 8.4.
#pragma once

#include "media/mp4/boxes.h"
#include "media/mp4/init_parser.h"
#include "media/mp4/track.h"

namespace media {

void put_video_entry(BoxWriter& out, const VideoFormat& format);
void put_audio_entry(BoxWriter& out, const AudioFormat& format);

// Fills what a sample entry tells. Unknown kinds have their four characters as codec string.
base::Result<void> read_sample_entry(const Box& entry, InitTrack& track);

// The same entry with avc3 turned to avc1 and hev1 to hvc1; others come back as they are. Corrupt
// when it holds no parameter sets, without which no browser could start.
base::Result<base::Bytes> entry_for_browser(base::ByteView entry);

}  // namespace media
