#include "rtsp/feed.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <utility>

#include "media/rtp/rtcp_format.h"

namespace rtsp {
namespace {

using media::sdp::StreamCodec;

template <typename T>
T random_number(base::IdSource& ids) {
  const base::Id id = ids.next();
  T value = 0;
  std::memcpy(&value, id.bytes.data(), sizeof value);
  return value;
}

}  // namespace

Feed::Feed(Options options, base::IdSource& ids)
    : options_{std::move(options)},
      cname_{base::to_string(ids.next())},
      sdp_id_{random_number<std::uint32_t>(ids)} {
  for (auto& description : options_.tracks) {
    tracks_.push_back(make_track(description, tracks_.size(), ids));
  }
}

Feed::Track Feed::make_track(media::sdp::StreamDescription description, std::size_t index,
                             base::IdSource& ids) const {
  description.control = control(index);
  const media::PacketizerOptions packets{.payload_type = description.payload_type,
                                         .ssrc = random_number<std::uint32_t>(ids),
                                         .first_sequence = random_number<std::uint16_t>(ids)};
  if (media::sdp::is_video(description.codec)) {
    const auto payload =
        description.codec == StreamCodec::H265 ? media::NalPayload::H265 : media::NalPayload::H264;
    return {std::move(description), packets.ssrc, media::NalPacketizer{payload, packets}};
  }
  assert(description.codec != StreamCodec::Aac);  // which we have no packetizer for
  return {std::move(description), packets.ssrc, media::G711Packetizer{packets}};
}

bool Feed::is_video(std::size_t track) const {
  return media::sdp::is_video(tracks_[track].description.codec);
}

std::uint32_t Feed::clock_rate(std::size_t track) const {
  return tracks_[track].description.clock_rate;
}

std::uint16_t Feed::next_sequence(std::size_t track) const {
  return std::visit([](const auto& packetizer) { return packetizer.next_sequence(); },
                    tracks_[track].packetizer);
}

std::string Feed::control(std::size_t track) const {
  return "track" + std::to_string(track);
}

std::optional<std::size_t> Feed::find_track(std::string_view control_name) const {
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    if (tracks_[i].description.control == control_name) return i;
  }
  return std::nullopt;
}

std::string Feed::describe() const {
  media::sdp::Session session;
  session.id = sdp_id_;
  session.version = 1;
  session.name = options_.name;
  session.connection = "0.0.0.0";
  session.control = "*";
  session.range = "npt=now-";
  for (const Track& track : tracks_) {
    auto section = media::sdp::make_media(track.description);
    section.direction = media::sdp::Direction::SendOnly;
    session.media.push_back(std::move(section));
  }
  return media::sdp::to_string(session);
}

base::Bytes Feed::make_report(const Track& track, std::uint32_t rtp_time,
                              base::WallTime wall) const {
  media::SenderReport report;
  report.ssrc = track.ssrc;
  report.ntp_time = media::to_ntp(wall);
  report.rtp_time = rtp_time;
  std::visit(
      [&report](const auto& packetizer) {
        report.packets = packetizer.packets();
        report.octets = packetizer.octets();
      },
      track.packetizer);
  const std::array<media::RtcpPacket, 2> compound{report,
                                                  media::SourceDescription{track.ssrc, cname_}};
  return media::marshal_rtcp(compound);
}

base::Result<void> Feed::publish(std::size_t index, const media::Sample& sample,
                                 base::WallTime wall) {
  if (!watched()) return {};
  Track& track = tracks_[index];
  auto unit = std::make_shared<Unit>();
  unit->track = index;
  unit->video = is_video(index);
  unit->key = sample.key || !unit->video;
  unit->rtp_time = sample.rtp_time;
  unit->first_sequence = next_sequence(index);
  unit->report = make_report(track, sample.rtp_time, wall);
  unit->packets.reserve(sample.data.size() + sample.data.size() / 64 + 64);
  const media::PacketSink sink = [&unit](base::ByteView packet) {
    base::append(unit->packets, packet);
    unit->ends.push_back(unit->packets.size());
  };
  if (auto* video = std::get_if<media::NalPacketizer>(&track.packetizer)) {
    RETURN_IF_ERROR(video->packetize(sample, sink));
  } else {
    std::get<media::G711Packetizer>(track.packetizer).packetize(sample, sink);
  }
  in_round_ = true;
  for (std::size_t i = 0; i < receivers_.size(); ++i) {
    if (receivers_[i] != nullptr) receivers_[i]->receive(unit);
  }
  in_round_ = false;
  std::erase(receivers_, nullptr);
  return {};
}

std::size_t Feed::receiver_count() const {
  return receivers_.size() - static_cast<std::size_t>(std::ranges::count(receivers_, nullptr));
}

void Feed::add(Receiver& receiver) {
  assert(std::ranges::find(receivers_, &receiver) == receivers_.end());
  receivers_.push_back(&receiver);
  if (receiver_count() == 1 && options_.on_watched) options_.on_watched(true);
  if (options_.on_key_wanted) options_.on_key_wanted();
}

void Feed::remove(Receiver& receiver) {
  const auto found = std::ranges::find(receivers_, &receiver);
  if (found == receivers_.end()) return;
  if (in_round_) {
    *found = nullptr;
  } else {
    receivers_.erase(found);
  }
  if (!watched() && options_.on_watched) options_.on_watched(false);
}

}  // namespace rtsp
