#include "media/codec/jpeg_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "media/codec/ffmpeg.h"

namespace media {
namespace {

using LevelTable = std::array<std::uint8_t, 256>;

// From the levels of video (16 to 235, or 240 for colour) to those of JFIF.
LevelTable full_range(int zero_in, int zero_out, double factor) {
  LevelTable table{};
  for (int level = 0; level < 256; ++level) {
    const double full = (level - zero_in) * factor + zero_out;
    table[static_cast<std::size_t>(level)] =
        static_cast<std::uint8_t>(std::clamp(std::lround(full), 0L, 255L));
  }
  return table;
}

Picture in_full_range(const Picture& picture) {
  static const LevelTable kLuma = full_range(16, 0, 255.0 / 219);
  static const LevelTable kChroma = full_range(128, 128, 255.0 / 224);
  Picture full = picture;
  for (auto& level : full.y) level = kLuma[level];
  for (auto& level : full.u) level = kChroma[level];
  for (auto& level : full.v) level = kChroma[level];
  return full;
}

}  // namespace

base::Result<base::Bytes> encode_jpeg(const Picture& picture, int quality) {
  if (!size_is_codable(picture.width, picture.height) || quality < 2 || quality > 31) {
    return base::Error{base::ErrorKind::InvalidInput, "picture size or quality is out of range"};
  }
  ASSIGN_OR_RETURN(const CodecContext context,
                   make_codec_context(avcodec_find_encoder(AV_CODEC_ID_MJPEG)));
  context->width = picture.width;
  context->height = picture.height;
  context->pix_fmt = AV_PIX_FMT_YUVJ420P;
  context->color_range = AVCOL_RANGE_JPEG;
  context->time_base = {1, 25};
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = quality * FF_QP2LAMBDA;
  if (const int opened = avcodec_open2(context.get(), context->codec, nullptr); opened < 0) {
    return codec_error(opened, "JPEG encoder");
  }
  const Picture full = in_full_range(picture);
  ASSIGN_OR_RETURN(const Frame frame, make_frame());
  RETURN_IF_ERROR(show_picture(*frame, full, AV_PIX_FMT_YUVJ420P));
  frame->color_range = AVCOL_RANGE_JPEG;
  frame->quality = context->global_quality;
  frame->pts = 0;
  ASSIGN_OR_RETURN(const Packet packet, make_packet());
  int status = avcodec_send_frame(context.get(), frame.get());
  if (status >= 0) status = avcodec_receive_packet(context.get(), packet.get());
  if (status < 0) return codec_error(status, "JPEG encoder");
  return base::Bytes{packet->data, packet->data + packet->size};
}

}  // namespace media
