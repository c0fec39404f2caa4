// What a stream's description already says of its format. Pure.
#pragma once

#include <optional>

#include "media/h26x/parameter_sets.h"
#include "media/mp4/track.h"
#include "media/sdp/stream_description.h"

namespace nvr {

// The parameter sets that came out of band, as far as they are sound.
media::ParameterSets offered_parameter_sets(const media::sdp::StreamDescription& video);
// Nothing for sound that is no track of ours.
std::optional<media::AudioFormat> offered_audio(const media::sdp::StreamDescription& audio);

}  // namespace nvr
