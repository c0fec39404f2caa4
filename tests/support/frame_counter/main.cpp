// frame_counter [--json] FILE: reads a film of the synthetic scene through FFmpeg (not through our
// own reader) and tells which frame marks are in it and whether any is missing.
//
// Exit status: 0 every picture is marked and the counters are contiguous; 1 not so; 2 bad usage or
// an unreadable file.
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "media/scene/frame_mark.h"

namespace {

struct CloseInput {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct FreeContext {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

struct Tally {
  std::size_t pictures = 0;
  std::vector<std::uint32_t> counters;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> breaks;  // last before, first after

  bool complete() const {
    return !counters.empty() && counters.size() == pictures && breaks.empty();
  }
};

class Film {
 public:
  bool open(const char* path) {
    AVFormatContext* opened = nullptr;
    if (avformat_open_input(&opened, path, nullptr, nullptr) < 0) return false;
    input_.reset(opened);
    if (avformat_find_stream_info(opened, nullptr) < 0) return false;
    stream_ = av_find_best_stream(opened, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (stream_ < 0) return false;
    const AVCodecParameters* coded = opened->streams[stream_]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(coded->codec_id);
    decoder_.reset(avcodec_alloc_context3(codec));
    return codec != nullptr && avcodec_parameters_to_context(decoder_.get(), coded) >= 0 &&
           avcodec_open2(decoder_.get(), codec, nullptr) >= 0;
  }

  Tally count() {
    while (av_read_frame(input_.get(), packet_.get()) >= 0) {
      if (packet_->stream_index == stream_) decode(packet_.get());
      av_packet_unref(packet_.get());
    }
    decode(nullptr);
    return std::move(tally_);
  }

 private:
  void decode(const AVPacket* packet) {
    if (avcodec_send_packet(decoder_.get(), packet) < 0) return;
    while (avcodec_receive_frame(decoder_.get(), frame_.get()) >= 0) look_at(*frame_);
  }

  void look_at(const AVFrame& frame) {
    ++tally_.pictures;
    const auto bytes =
        static_cast<std::size_t>(frame.linesize[0]) * static_cast<std::size_t>(frame.height);
    const auto mark = media::FrameMarkReader{}.read({frame.data[0], bytes}, frame.width,
                                                    frame.height, frame.linesize[0]);
    if (!mark) return;
    if (!tally_.counters.empty() && mark->counter != tally_.counters.back() + 1) {
      tally_.breaks.emplace_back(tally_.counters.back(), mark->counter);
    }
    tally_.counters.push_back(mark->counter);
  }

  std::unique_ptr<AVFormatContext, CloseInput> input_;
  std::unique_ptr<AVCodecContext, FreeContext> decoder_;
  std::unique_ptr<AVPacket, FreePacket> packet_{av_packet_alloc()};
  std::unique_ptr<AVFrame, FreeFrame> frame_{av_frame_alloc()};
  int stream_ = -1;
  Tally tally_;
};

std::uint32_t first_of(const Tally& tally) {
  return tally.counters.empty() ? 0 : tally.counters.front();
}

std::uint32_t last_of(const Tally& tally) {
  return tally.counters.empty() ? 0 : tally.counters.back();
}

void print_text(const Tally& tally) {
  std::printf("%zu pictures, %zu marked, %u to %u, contiguous: %s\n", tally.pictures,
              tally.counters.size(), first_of(tally), last_of(tally),
              tally.complete() ? "yes" : "no");
  for (const auto& [before, after] : tally.breaks) {
    std::printf("  after %u comes %u\n", before, after);
  }
}

void print_json(const Tally& tally) {
  std::printf(R"({"pictures":%zu,"marked":%zu,"first":%u,"last":%u,"contiguous":%s,"breaks":[)",
              tally.pictures, tally.counters.size(), first_of(tally), last_of(tally),
              tally.complete() ? "true" : "false");
  const char* separator = "";
  for (const auto& [before, after] : tally.breaks) {
    std::printf(R"(%s{"after":%u,"next":%u})", separator, before, after);
    separator = ",";
  }
  std::puts("]}");
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 3 && std::string{argv[1]} == "--json";
  if (argc != (json ? 3 : 2)) {
    std::fputs("frame_counter: usage: frame_counter [--json] FILE\n", stderr);
    return 2;
  }
  av_log_set_level(AV_LOG_QUIET);
  Film film;
  if (!film.open(argv[argc - 1])) {
    std::fputs("frame_counter: cannot read the file as video\n", stderr);
    return 2;
  }
  const Tally tally = film.count();
  json ? print_json(tally) : print_text(tally);
  return tally.complete() ? 0 : 1;
}
