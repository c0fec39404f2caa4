#include "media/codec/ffmpeg.h"

#include <array>
#include <cstdarg>
#include <string>

namespace media {

void quiet_ffmpeg() {
  static const bool kQuiet = [] {
    av_log_set_level(AV_LOG_QUIET);
    av_log_set_callback([](void*, int, const char*, va_list) {});
    return true;
  }();
  (void)kQuiet;
}

base::Error codec_error(int number, const char* what) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(number, text.data(), text.size());
  const bool data = number == AVERROR_INVALIDDATA || number == AVERROR_PATCHWELCOME;
  return {data ? base::ErrorKind::InvalidInput : base::ErrorKind::Unavailable,
          std::string{what} + ": " + text.data()};
}

base::Result<CodecContext> make_codec_context(const AVCodec* codec) {
  quiet_ffmpeg();
  if (codec == nullptr) {
    return base::Error{base::ErrorKind::Unavailable, "this FFmpeg lacks the codec"};
  }
  CodecContext context{avcodec_alloc_context3(codec)};
  if (context == nullptr) return codec_error(AVERROR(ENOMEM), "codec");
  context->thread_count = 1;
  context->max_pixels = std::int64_t{kPictureSideMax} * kPictureSideMax;
  return context;
}

base::Result<Frame> make_frame() {
  Frame frame{av_frame_alloc()};
  if (frame == nullptr) return codec_error(AVERROR(ENOMEM), "frame");
  return frame;
}

base::Result<Packet> make_packet() {
  Packet packet{av_packet_alloc()};
  if (packet == nullptr) return codec_error(AVERROR(ENOMEM), "packet");
  return packet;
}

base::Result<void> show_picture(AVFrame& frame, const Picture& picture, AVPixelFormat format) {
  frame.width = picture.width;
  frame.height = picture.height;
  frame.format = format;
  const std::array<const std::vector<std::uint8_t>*, 3> planes{&picture.y, &picture.u, &picture.v};
  for (std::size_t i = 0; i < planes.size(); ++i) {
    // FFmpeg's interface is not const, and copies what it is not given a buffer for.
    auto* data = const_cast<std::uint8_t*>(planes[i]->data());
    frame.data[i] = data;
    frame.linesize[i] = i == 0 ? picture.width : picture.width / 2;
    frame.buf[i] = av_buffer_create(
        data, planes[i]->size(), [](void*, std::uint8_t*) {}, nullptr, AV_BUFFER_FLAG_READONLY);
    if (frame.buf[i] == nullptr) return codec_error(AVERROR(ENOMEM), "frame");
  }
  return {};
}

bool size_is_codable(int width, int height) {
  return width >= 2 && height >= 2 && width % 2 == 0 && height % 2 == 0 &&
         width <= kPictureSideMax && height <= kPictureSideMax;
}

}  // namespace media
