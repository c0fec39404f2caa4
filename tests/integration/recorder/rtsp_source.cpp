#include "tests/integration/recorder/rtsp_source.h"

#include <algorithm>
#include <future>
#include <stdexcept>

#include "base/byte_order.h"
#include "media/h26x/nal_parser.h"
#include "web/http/digest.h"

namespace recorder_test {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenPictures = 40ms;
constexpr std::size_t kPictureBytes = 6000;
constexpr std::size_t kKeyPictureBytes = 4 * kPictureBytes;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kNumberBytes = 4;
constexpr std::uint8_t kKeySlice = 0x65;
constexpr std::uint8_t kOtherSlice = 0x41;
constexpr std::uint8_t kFill = 0x5a;

// Parameter sets of 1920x1080 pictures.
const base::Bytes& sps() {
  static const base::Bytes kSps =
      base::from_hex("67640028acd940780227e5c05a808080a0000003002000000781e30632c0").value();
  return kSps;
}
const base::Bytes& pps() {
  static const base::Bytes kPps = base::from_hex("68ebe3cb22c0").value();
  return kPps;
}

media::Sample picture(std::uint32_t number) {
  media::Sample sample;
  sample.rtp_time = number * 3600;
  sample.key = number % kPicturesInGroup == 0;
  if (sample.key) {
    media::append_length_prefixed(sample.data, sps());
    media::append_length_prefixed(sample.data, pps());
  }
  base::Bytes slice(sample.key ? kKeyPictureBytes : kPictureBytes, kFill);
  slice[0] = sample.key ? kKeySlice : kOtherSlice;
  for (std::size_t i = 0; i < kNumberBytes; ++i)
    slice[i + 1] = static_cast<std::uint8_t>(number >> (8 * i));
  media::append_length_prefixed(sample.data, slice);
  return sample;
}

rtsp::Feed::Options feed_options() {
  rtsp::Feed::Options options;
  options.name = "Door";
  media::sdp::StreamDescription video;
  video.payload_type = 96;
  video.clock_rate = 90'000;
  options.tracks = {video};
  return options;
}

}  // namespace

rtsp::Feed::Options RtspSource::main_options() {
  rtsp::Feed::Options options = feed_options();
  options.on_watched = [this](bool watched) { times_watched_ += watched ? 1 : 0; };
  return options;
}

RtspSource::RtspSource(Options options)
    : options_{std::move(options)},
      main_{std::make_unique<rtsp::Feed>(main_options(), ids_)},
      sub_{std::make_unique<rtsp::Feed>(feed_options(), ids_)},
      mounts_{{"/main", main_.get()}, {"/sub", sub_.get()}},
      timer_{reactor_} {
  rtsp::Gate::Options gate;
  gate.digest.realm = "test camera";
  gate.look_up = [this](std::string_view user, http::DigestAlgorithm algorithm) {
    ++tries_;
    return std::optional{http::digest_verifier(algorithm, user, "test camera",
                                               crypto::Secret::copy_of(options_.password))};
  };
  gate_ = std::make_unique<rtsp::Gate>(std::move(gate), clock_, ids_);
  rtsp::ServerOptions server;
  server.endpoints = {{"127.0.0.1", 0}};
  server.tls = options_.tls;
  server_ = std::make_unique<rtsp::Server>(reactor_, clock_, ids_, mounts_, gate_.get(),
                                           std::move(server));
  if (const auto listening = server_->listen(); !listening) {
    throw std::runtime_error{listening.error().message};
  }
  url_ = std::string{options_.tls ? "rtsps" : "rtsp"} +
         "://127.0.0.1:" + std::to_string(server_->endpoints().at(0).port) + "/main";
  go_on();
  thread_ = base::NamedThread{"rtsp-source", [this] { reactor_.run(); }};
}

RtspSource::~RtspSource() {
  reactor_.stop();
  thread_.join();
}

// Keeps to its clock, as cameras do, however late it is called.
void RtspSource::publish() {
  for (; due_ <= clock_.steady(); due_ += kBetweenPictures) {
    const std::uint32_t number = pictures_++;
    for (rtsp::Feed* feed : {main_.get(), sub_.get()}) {
      if (!feed->publish(0, picture(number), clock_.wall())) std::terminate();
    }
  }
  timer_.start(std::max(due_ - clock_.steady(), std::chrono::nanoseconds{0}),
               [this] { publish(); });
}

void RtspSource::stand_still() {
  std::promise<void> stands;
  reactor_.post([&] {
    timer_.cancel();
    stands.set_value();
  });
  stands.get_future().wait();
}

void RtspSource::go_on() {
  reactor_.post([this] {
    due_ = clock_.steady();
    publish();
  });
}

// A slice shows itself by its length, its kind and what follows its number.
std::vector<std::uint32_t> pictures_in(base::ByteView film) {
  constexpr std::size_t kHead = kLengthBytes + 1 + kNumberBytes;
  constexpr std::size_t kFillSeen = 8;
  std::vector<std::uint32_t> numbers;
  for (std::size_t at = 0; at + kHead + kFillSeen <= film.size(); ++at) {
    base::ByteReader reader{film.subspan(at, kHead + kFillSeen)};
    const auto length = reader.get<std::uint32_t>();
    const auto kind = reader.get<std::uint8_t>();
    const bool slice = (kind == kKeySlice && length == kKeyPictureBytes) ||
                       (kind == kOtherSlice && length == kPictureBytes);
    if (!slice) continue;
    const base::ByteView number = reader.take(kNumberBytes);
    const base::ByteView fill = reader.take(kFillSeen);
    if (!std::ranges::all_of(fill, [](std::uint8_t value) { return value == kFill; })) continue;
    numbers.push_back(number[0] | std::uint32_t{number[1]} << 8 | std::uint32_t{number[2]} << 16 |
                      std::uint32_t{number[3]} << 24);
  }
  return numbers;
}

}  // namespace recorder_test
