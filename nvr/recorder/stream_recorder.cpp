#include "nvr/recorder/stream_recorder.h"

#include <algorithm>
#include <utility>

#include "base/event/catalogue.h"
#include "media/h26x/nal_parser.h"
#include "media/mp4/fragment_writer.h"
#include "media/mp4/init_writer.h"

namespace nvr {
namespace {

using storage::FinalReason;
using storage::GapReason;

template <typename Duration>
base::TickDuration to_tick_duration(Duration duration) {
  return std::chrono::duration_cast<base::TickDuration>(duration);
}

base::TickDuration to_tick_duration(std::uint64_t units, std::uint32_t timescale) {
  constexpr std::uint64_t kTicks = 10'000'000;
  return base::TickDuration{units / timescale * kTicks + units % timescale * kTicks / timescale};
}

std::uint32_t timescale_of(const media::Tracks& tracks, TrackKind kind) {
  return kind == TrackKind::Audio && tracks.audio ? tracks.audio->sample_rate
                                                  : media::kVideoTimescale;
}

base::Ticks end_of(const StreamFragment& fragment) {
  const auto length =
      to_tick_duration(fragment.duration(), timescale_of(*fragment.tracks, fragment.track));
  return base::Ticks{base::to_ticks(fragment.wall).count + length.count()};
}

std::string audio_codec_string(const media::AudioFormat& audio) {
  switch (audio.codec) {
    case media::AudioCodec::Pcmu:
      return "ulaw";
    case media::AudioCodec::Pcma:
      return "alaw";
    case media::AudioCodec::Aac:
      return "mp4a.40.2";
  }
  return "ulaw";
}

std::vector<storage::Track> context_tracks(const media::Tracks& tracks) {
  std::vector<storage::Track> told{{.number = media::kVideoTrack,
                                    .type = storage::TrackType::Video,
                                    .timescale = media::kVideoTimescale,
                                    .codec = tracks.video.codec_string.substr(0, 16)}};
  if (tracks.audio) {
    told.push_back({.number = media::kAudioTrack,
                    .type = storage::TrackType::Audio,
                    .timescale = tracks.audio->sample_rate,
                    .codec = audio_codec_string(*tracks.audio)});
  }
  return told;
}

}  // namespace

StreamRecorder::StreamRecorder(Archive& archive, base::IdSource& ids, base::Logger logger,
                               const RecorderIdentity& identity, storage::StreamKey stream,
                               const storage::StreamHead& head, base::Ticks last_end)
    : archive_{archive},
      ids_{ids},
      logger_{std::move(logger)},
      identity_{identity},
      stream_{stream},
      head_{head},
      last_end_{last_end} {}

void StreamRecorder::log(base::Severity severity, std::string_view name,
                         const std::string& what) const {
  logger_.log(severity, name,
              {{"camera", base::to_string(stream_.camera)},
               {"stream", storage::stream_name(stream_.stream)},
               {"what", what}});
}

void StreamRecorder::tell(const base::EventKind& kind, const std::string& what) const {
  logger_.log({kind,
               base::to_string(stream_.camera),
               {{"stream", storage::stream_name(stream_.stream)}, {"reason", what}}});
}

void StreamRecorder::push(StreamFragment fragment) {
  ending_.reset();
  if (held_bytes_ + fragment.bytes > kHeldBytesMax) {
    if (dropped_++ == 0) tell(base::events::kFootageDropped, "too much is held already");
    gap_reason_ = GapReason::DiskSlow;
    return;
  }
  held_bytes_ += fragment.bytes;
  held_.push_back(std::move(fragment));
}

void StreamRecorder::note_clock(TrackKind track, const storage::ClockRecord& clock,
                                std::int64_t media) {
  clocks_[track] = {clock, media};
}

void StreamRecorder::end(FinalReason reason) {
  ending_ = reason;
}

bool StreamRecorder::idle() const {
  return held_.empty() && !segment_ && !under_;
}

storage::SegmentWriter* StreamRecorder::prepare(base::Ticks now) {
  fill(now);
  if (held_.empty() && ending_ && segment_ && !finish_) finish_ = ending_;
  if (!segment_ || (!finish_ && !segment_->writer.has_pending())) return nullptr;
  return &segment_->writer;
}

// Moves what is held into the open segment, as far as it goes.
void StreamRecorder::fill(base::Ticks now) {
  while (!held_.empty() && !finish_) {
    const StreamFragment& next = held_.front();
    if (!segment_) {
      const bool useless = next.track != TrackKind::Video;
      if (!useless) {
        const auto begun = begin(next, now);
        if (!begun) log(base::Severity::Error, "segment-not-begun", begun.error().message);
        if (begun && !*begun) return;
        if (!begun) ++dropped_;
      }
      if (!segment_) {
        held_bytes_ -= next.bytes;
        held_.pop_front();
        continue;
      }
    }
    if (must_rotate(next)) return;
    if (!segment_->writer.fits_commit(next.bytes +
                                      media::fragment_overhead_bytes(next.samples.size()))) {
      return;
    }
    if (const auto added = add(next); !added) {
      log(base::Severity::Error, "fragment-not-recorded", added.error().message);
      ++dropped_;
    }
    held_bytes_ -= next.bytes;
    held_.pop_front();
  }
}

bool StreamRecorder::must_rotate(const StreamFragment& next) {
  const base::TickDuration length = segment_->writer.media_length();
  const std::size_t bytes = next.bytes + media::fragment_overhead_bytes(next.samples.size());
  if (!segment_->writer.has_room_for(bytes) ||
      length >= to_tick_duration(storage::kSegmentLengthMax)) {
    finish_ = FinalReason::LimitReached;
  } else if (next.track != TrackKind::Video) {
    return false;
  } else if (next.tracks != segment_->tracks) {
    finish_ = FinalReason::NewInit;
  } else if (next.stepped && segment_->sequence > 0) {  // else it is where the segment began
    gap_reason_ = GapReason::ClockStep;
    finish_ = FinalReason::StreamEnded;
  } else if (next.key && length >= to_tick_duration(storage::kSegmentLengthDue)) {
    finish_ = FinalReason::FullLength;
  }
  return finish_.has_value();
}

storage::Context StreamRecorder::make_context(const StreamFragment& first,
                                              storage::DayKeyChoice choice) const {
  storage::Context context{.predecessor = head_.predecessor,
                           .day_key = choice,
                           .tracks = context_tracks(*first.tracks),
                           .software = identity_.software,
                           .source_url = source_.url,
                           .session_description = source_.sdp,
                           .identity = source_.identity};
  media::LengthPrefixedNals sets{first.tracks->video.parameter_sets};
  while (const auto nal = sets.next())
    context.parameter_sets.emplace_back(nal->begin(), nal->end());
  for (const auto& [track, clock] : clocks_) {
    // Before the segment's own time begins there is nothing to place a report against.
    if (track != TrackKind::Video || clock.media < first.media) continue;
    storage::ClockRecord record = clock.record;
    record.media = to_tick_duration(static_cast<std::uint64_t>(clock.media - first.media),
                                    media::kVideoTimescale);
    context.time_mappings.push_back(record);
  }
  return context;
}

// False: not now.
base::Result<bool> StreamRecorder::begin(const StreamFragment& first, base::Ticks now) {
  waits_for_ = "";
  if (under_) return false;
  const auto signing_key = archive_.signing_key();
  const base::Ticks start = base::to_ticks(first.wall);
  const auto day_key = archive_.day_key(stream_.camera, base::day_of(start));
  if (!signing_key || !day_key) {
    waits_for_ = signing_key ? "day key" : "signing key";
    return false;
  }
  storage::NewSegment segment{.stream = stream_.stream,
                              .segment = ids_.next(),
                              .recorder = identity_.recorder,
                              .camera = stream_.camera,
                              .boot = identity_.boot,
                              .sequence = head_.sequence + 1,
                              .start = start,
                              .chain_in = head_.chain_out,
                              .day_key = day_key->key};
  ASSIGN_OR_RETURN(const base::Bytes init, media::write_init(*first.tracks));
  ASSIGN_OR_RETURN(auto writer,
                   storage::SegmentWriter::begin(segment, make_context(first, day_key->choice),
                                                 init, signing_key, now));
  segment_.emplace(Segment{.writer = std::move(writer)});
  segment_->volume = archive_.volume_of(stream_);
  segment_->path = segment_->writer.path();
  segment_->tracks = first.tracks;
  segment_->origin[TrackKind::Video] = first.media;
  segment_->start = first.wall;
  under_ = Under{.segment = segment.segment, .path = segment_->path, .volume = segment_->volume};
  note_gap(first, now);
  return true;
}

void StreamRecorder::note_gap(const StreamFragment& first, base::Ticks now) {
  const base::Ticks start = base::to_ticks(first.wall);
  const GapReason reason = std::exchange(gap_reason_, GapReason::Lost);
  if (!last_end_.is_known() || start.count <= last_end_.count + storage::kCoverageJoin.count()) {
    return;
  }
  const storage::Gap gap{.reason = reason, .from = last_end_, .to = start};
  if (const auto added = segment_->writer.add_gap(gap, now); !added) {
    log(base::Severity::Error, "gap-not-recorded", added.error().message);
  }
}

std::int64_t StreamRecorder::decode_time(const StreamFragment& fragment) {
  const auto known = segment_->origin.find(fragment.track);
  if (known != segment_->origin.end()) {
    return std::max<std::int64_t>(fragment.media - known->second, 0);
  }
  // Sound and picture meet by wall time.
  const auto since = std::max(fragment.wall - segment_->start, std::chrono::nanoseconds{0});
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  const std::int64_t at = ms * timescale_of(*segment_->tracks, fragment.track) / 1000;
  segment_->origin[fragment.track] = fragment.media - at;
  return at;
}

base::Result<void> StreamRecorder::add(const StreamFragment& fragment) {
  const bool video = fragment.track == TrackKind::Video;
  const auto track = static_cast<std::uint8_t>(video ? media::kVideoTrack : media::kAudioTrack);
  const std::uint32_t timescale = timescale_of(*segment_->tracks, fragment.track);
  const auto at = static_cast<std::uint64_t>(decode_time(fragment));
  std::vector<media::FragmentSample> samples;
  samples.reserve(fragment.samples.size());
  for (const TimedSample& sample : fragment.samples) {
    samples.push_back({sample.data, sample.duration, sample.key});
  }
  const base::Bytes body = media::write_fragment(track, ++segment_->sequence, at, samples);
  storage::MediaRecord record{
      .kind = video ? storage::RecordKind::Video : storage::RecordKind::Audio,
      .track = track,
      .arrival = base::to_ticks(fragment.arrival),
      .wall = base::to_ticks(fragment.wall),
      .media = to_tick_duration(at, timescale),
      .duration =
          static_cast<std::uint32_t>(to_tick_duration(fragment.duration(), timescale).count()),
      .samples = static_cast<std::uint32_t>(samples.size())};
  if (video && fragment.key) record.flags |= storage::record_flag::kKeyFrame;
  if (fragment.discontinuity) record.flags |= storage::record_flag::kDiscontinuity;
  if (fragment.wall_estimated) record.flags |= storage::record_flag::kWallEstimated;
  const base::ByteView parts[] = {body};
  RETURN_IF_ERROR(segment_->writer.add_media(record, parts));
  if (video) last_end_ = std::max(last_end_, end_of(fragment));
  return {};
}

void StreamRecorder::commit(base::Ticks now, crypto::MultiHasher& hasher) {
  if (!segment_) return;
  const auto finish = std::exchange(finish_, std::nullopt);
  auto made =
      finish ? segment_->writer.finish(*finish, now, hasher) : segment_->writer.commit(now, hasher);
  if (finish && ending_ == finish) ending_.reset();
  if (!made) {
    log(base::Severity::Error, "commit-failed", made.error().message);
    return abandon(GapReason::DiskError);
  }
  append(*std::move(made));
}

void StreamRecorder::append(storage::Commit commit) {
  ArchiveWrite write{.stream = stream_,
                     .segment = under_->segment,
                     .path = under_->path,
                     .first = commit.first,
                     .last = commit.last,
                     .bytes = std::exchange(commit.bytes, {})};
  const bool last = commit.last;
  write.done = [this, alive = std::weak_ptr{alive_},
                told = std::move(commit)](const base::Result<void>& result) {
    if (!alive.expired()) on_done(told, result);
  };
  ++under_->commits;
  if (!archive_.append(std::move(write))) {
    --under_->commits;
    tell(base::events::kFootageDropped, "the queue of the disk is full");
    return abandon(GapReason::DiskSlow);
  }
  if (last) segment_.reset();
}

void StreamRecorder::on_done(const storage::Commit& told, const base::Result<void>& result) {
  --under_->commits;
  if (result) {
    under_->durable = told.facts;
    under_->final = told.last;
    archive_.tell_segment(
        {.row = {.facts = told.facts,
                 .state = told.last ? storage::RowState::Final : storage::RowState::Open,
                 .volume = under_->volume,
                 .path = under_->path},
         .spans = told.spans});
  } else if (!std::exchange(under_->failed, true)) {
    tell(base::events::kSegmentWriteFailed, result.error().message);
    abandon(result.error().kind == base::ErrorKind::DiskFull ? GapReason::NoSpace
                                                             : GapReason::DiskError);
    return;
  }
  if (!segment_ && under_->commits == 0) settle();
}

// The open segment is left as it is; the next one starts when it is known where the chain stands.
void StreamRecorder::abandon(GapReason reason) {
  segment_.reset();
  finish_.reset();
  gap_reason_ = reason;
  if (under_->durable) last_end_ = under_->durable->to;
  if (under_->commits == 0) settle();
}

void StreamRecorder::settle() {
  const auto apply = [this](const storage::StreamHead& head) {
    if (under_->durable && !under_->final) {
      archive_.tell_segment({.row = {.facts = *under_->durable,
                                     .state = storage::RowState::Unterminated,
                                     .volume = under_->volume,
                                     .path = under_->path}});
    }
    head_ = head;
    under_.reset();
  };
  if (!under_->failed) {
    if (!under_->durable) return apply(head_);  // not a byte of it was written
    return apply(
        {.sequence = under_->durable->sequence,
         .chain_out = under_->durable->chain_out,
         .predecessor = {.segment = under_->segment,
                         .number = under_->durable->records,
                         .how = under_->final ? storage::PredecessorEnd::Final
                                              : storage::PredecessorEnd::AuthenticPrefix}});
  }
  archive_.examine(stream_, under_->path,
                   [this, alive = std::weak_ptr{alive_}, apply](const auto& found) {
                     if (alive.expired()) return;
                     if (found) return apply(*found);
                     storage::StreamHead head = head_;
                     // What is there cannot be read, but its number is taken.
                     if (found.error().kind != base::ErrorKind::NotFound) ++head.sequence;
                     apply(head);
                   });
}

}  // namespace nvr
