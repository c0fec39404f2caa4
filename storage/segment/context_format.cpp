#include "storage/segment/context_format.h"

#include <algorithm>

namespace storage {
namespace {

enum Tag : std::uint16_t {
  kPredecessor = 1,
  kDayKey = 2,
  kTracks = 3,
  kSoftware = 4,
  kSource = 5,
  kSessionDescription = 6,
  kParameterSets = 7,
  kCertificateSei = 8,
  kIdentity = 9,
  kVerifier = 10,
  kTimeMappings = 11,
};

constexpr std::size_t kTrackBytes = 24;
constexpr std::size_t kCodecBytes = 16;

struct Sizes {
  std::size_t min;
  std::size_t max;
};

// Indexed by tag; whatever comes later is unknown.
constexpr std::array<Sizes, 12> kSizes{{{0, 0},
                                        {25, 25},
                                        {1, 1},
                                        {kTrackBytes, kTracksMax* kTrackBytes},
                                        {1, 128},
                                        {1, 2048},
                                        {1, 65'536},
                                        {1, 65'536},
                                        {1, 65'536},
                                        {32, 160},
                                        {4, 68},
                                        {kClockBytes, kTracksMax* kClockBytes}}};

base::Result<Predecessor> parse_predecessor(base::ByteReader& value) {
  Predecessor predecessor;
  predecessor.segment = get_id(value);
  predecessor.number = value.get<std::uint64_t>();
  predecessor.how = static_cast<PredecessorEnd>(value.get<std::uint8_t>());
  if (predecessor.how == PredecessorEnd{}) return corrupt("a predecessor that ended nohow");
  return predecessor;
}

base::Result<std::vector<Track>> parse_tracks(base::ByteReader& value) {
  std::vector<Track> tracks;
  while (value.remaining() > 0) {
    Track track;
    track.number = value.get<std::uint8_t>();
    track.type = static_cast<TrackType>(value.get<std::uint8_t>());
    const bool zeros = take_zeros(value, 2);
    track.timescale = value.get<std::uint32_t>();
    const std::string codec = get_text(value, kCodecBytes);
    const std::size_t length = std::min(codec.find('\0'), codec.size());
    const bool filled = codec.find_first_not_of('\0', length) == std::string::npos;
    if (value.failed() || !zeros || !filled || track.number == 0 || track.type == TrackType{} ||
        track.timescale == 0) {
      return corrupt("a track with impossible fields");
    }
    track.codec = codec.substr(0, length);
    tracks.push_back(std::move(track));
  }
  return tracks;
}

base::Result<std::vector<base::Bytes>> parse_parameter_sets(base::ByteReader& value) {
  std::vector<base::Bytes> sets;
  while (value.remaining() > 0) {
    const base::ByteView unit = value.take(value.get<std::uint16_t>());
    if (unit.empty()) return corrupt("a parameter set that is empty or cut short");
    sets.emplace_back(unit.begin(), unit.end());
  }
  return sets;
}

base::Result<std::vector<ClockRecord>> parse_time_mappings(base::ByteReader& value) {
  std::vector<ClockRecord> mappings;
  while (value.remaining() > 0) {
    ASSIGN_OR_RETURN(mappings.emplace_back(), parse_clock(value.take(kClockBytes)));
  }
  return mappings;
}

base::Result<void> parse_known(Context& context, std::uint16_t tag, base::ByteReader value) {
  switch (tag) {
    case kPredecessor: {
      ASSIGN_OR_RETURN(context.predecessor, parse_predecessor(value));
      break;
    }
    case kDayKey:
      context.day_key = static_cast<DayKeyChoice>(value.get<std::uint8_t>());
      if (context.day_key == DayKeyChoice{}) return corrupt("a day key that was not chosen");
      break;
    case kTracks: {
      ASSIGN_OR_RETURN(context.tracks, parse_tracks(value));
      break;
    }
    case kSoftware:
      context.software = base::as_text(value.rest());
      break;
    case kSource:
      context.source_url = base::as_text(value.rest());
      break;
    case kSessionDescription:
      context.session_description = base::as_text(value.rest());
      break;
    case kParameterSets: {
      ASSIGN_OR_RETURN(context.parameter_sets, parse_parameter_sets(value));
      break;
    }
    case kCertificateSei:
      context.certificate_sei.assign(value.rest().begin(), value.rest().end());
      break;
    case kIdentity: {
      PinnedIdentity& identity = context.identity.emplace();
      identity.certificate = get_array<32>(value);
      identity.serial = base::as_text(value.rest());
      break;
    }
    case kVerifier: {
      VerifierState& verifier = context.verifier.emplace();
      verifier.part_counter = value.get<std::uint32_t>();
      verifier.link.assign(value.rest().begin(), value.rest().end());
      break;
    }
    case kTimeMappings: {
      ASSIGN_OR_RETURN(context.time_mappings, parse_time_mappings(value));
      break;
    }
    default:
      break;
  }
  return {};
}

base::Bytes predecessor_value(const Predecessor& predecessor) {
  base::ByteWriter writer;
  writer.put(predecessor.segment.bytes);
  writer.put(predecessor.number);
  writer.put(static_cast<std::uint8_t>(predecessor.how));
  return std::move(writer).take();
}

base::Bytes tracks_value(const std::vector<Track>& tracks) {
  base::ByteWriter writer;
  for (const Track& track : tracks) {
    writer.put(track.number);
    writer.put(static_cast<std::uint8_t>(track.type));
    writer.put_zeros(2);
    writer.put(track.timescale);
    // A longer one is cut here and makes the text differ; marshal() has refused it before.
    const base::ByteView codec = base::as_bytes(track.codec);
    writer.put(codec.first(std::min(codec.size(), kCodecBytes)));
    writer.put_zeros(kCodecBytes - std::min(codec.size(), kCodecBytes));
  }
  return std::move(writer).take();
}

base::Bytes parameter_sets_value(const std::vector<base::Bytes>& sets) {
  base::ByteWriter writer;
  for (const base::Bytes& unit : sets) {
    writer.put(static_cast<std::uint16_t>(unit.size()));
    writer.put(unit);
  }
  return std::move(writer).take();
}

std::map<std::uint16_t, base::Bytes> values_of(const Context& context) {
  std::map<std::uint16_t, base::Bytes> values = context.unknown_items;
  values[kPredecessor] = predecessor_value(context.predecessor);
  values[kDayKey] = {static_cast<std::uint8_t>(context.day_key)};
  values[kTracks] = tracks_value(context.tracks);
  if (!context.software.empty()) values[kSoftware] = base::to_bytes(context.software);
  if (!context.source_url.empty()) values[kSource] = base::to_bytes(context.source_url);
  if (!context.session_description.empty()) {
    values[kSessionDescription] = base::to_bytes(context.session_description);
  }
  if (!context.parameter_sets.empty()) {
    values[kParameterSets] = parameter_sets_value(context.parameter_sets);
  }
  if (!context.certificate_sei.empty()) values[kCertificateSei] = context.certificate_sei;
  if (context.identity) {
    base::Bytes& value = values[kIdentity];
    base::append(value, context.identity->certificate);
    base::append(value, base::as_bytes(context.identity->serial));
  }
  if (context.verifier) {
    base::ByteWriter writer;
    writer.put(context.verifier->part_counter);
    writer.put(context.verifier->link);
    values[kVerifier] = std::move(writer).take();
  }
  for (const ClockRecord& mapping : context.time_mappings) {
    base::append(values[kTimeMappings], marshal(mapping));
  }
  return values;
}

}  // namespace

base::Result<base::Bytes> marshal(const Context& context) {
  base::ByteWriter writer;
  for (const auto& [tag, value] : values_of(context)) {
    writer.put(tag);
    writer.put(static_cast<std::uint32_t>(value.size()));
    writer.put(value);
  }
  base::Bytes body = std::move(writer).take();
  // One place knows the rules, and it also finds what would not read back as the same value.
  const auto read_back = parse_context(body);
  if (!read_back || *read_back != context) {
    return base::Error{base::ErrorKind::InvalidInput, "a context that the format cannot hold"};
  }
  return body;
}

base::Result<Context> parse_context(base::ByteView body) {
  if (body.size() > kContextBodyBytesMax) return corrupt("a context that is too long");
  base::ByteReader reader{body};
  Context context;
  std::uint16_t last_tag = 0;
  std::size_t items = 0;
  while (reader.remaining() > 0) {
    if (++items > kContextItemsMax) return corrupt("a context with too many items");
    const auto tag = reader.get<std::uint16_t>();
    const base::ByteView value = reader.take(reader.get<std::uint32_t>());
    if (reader.failed()) return corrupt("a context that is cut short");
    if (tag <= last_tag) return corrupt("a context out of order");
    // The three required items have the first three tags.
    if (items <= 3 && tag != items) return corrupt("a context without a required item");
    last_tag = tag;
    if (tag >= kSizes.size()) {
      context.unknown_items[tag] = {value.begin(), value.end()};
      continue;
    }
    if (value.size() < kSizes[tag].min || value.size() > kSizes[tag].max) {
      return corrupt("a context item of an impossible size");
    }
    RETURN_IF_ERROR(parse_known(context, tag, base::ByteReader{value}));
  }
  if (items < 3) return corrupt("a context without a required item");
  return context;
}

}  // namespace storage
