#include "media/codec/video_decoder.h"

#include <cstring>

#include "media/codec/ffmpeg.h"
#include "media/h26x/nal_parser.h"

namespace media {
namespace {

constexpr std::size_t kCodedBytesMax = 16U << 20;

void copy_plane(std::vector<std::uint8_t>& out, const std::uint8_t* from, int stride, int width,
                int height) {
  for (int row = 0; row < height; ++row) {
    const auto columns = static_cast<std::size_t>(width);
    std::memcpy(out.data() + static_cast<std::size_t>(row) * columns,
                from + std::ptrdiff_t{row} * stride, columns);
  }
}

base::Result<std::optional<Picture>> copy_picture(const AVFrame& frame) {
  const bool known = frame.format == AV_PIX_FMT_YUV420P || frame.format == AV_PIX_FMT_YUVJ420P;
  const int width = frame.width & ~1;
  const int height = frame.height & ~1;
  if (!known || !size_is_codable(width, height)) {
    return base::Error{base::ErrorKind::InvalidInput, "pictures are of a kind we do not show"};
  }
  Picture picture{width, height};
  copy_plane(picture.y, frame.data[0], frame.linesize[0], width, height);
  copy_plane(picture.u, frame.data[1], frame.linesize[1], width / 2, height / 2);
  copy_plane(picture.v, frame.data[2], frame.linesize[2], width / 2, height / 2);
  return std::optional{std::move(picture)};
}

base::Result<std::optional<Picture>> take_picture(AVCodecContext& context) {
  ASSIGN_OR_RETURN(const Frame frame, make_frame());
  const int received = avcodec_receive_frame(&context, frame.get());
  if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return std::optional<Picture>{};
  if (received < 0) return codec_error(received, "video decoder");
  return copy_picture(*frame);
}

}  // namespace

struct VideoDecoder::Codec {
  CodecContext context;
  bool finishing = false;
};

VideoDecoder::VideoDecoder(std::unique_ptr<Codec> codec) : codec_{std::move(codec)} {}
VideoDecoder::VideoDecoder(VideoDecoder&&) noexcept = default;
VideoDecoder& VideoDecoder::operator=(VideoDecoder&&) noexcept = default;
VideoDecoder::~VideoDecoder() = default;

base::Result<VideoDecoder> VideoDecoder::open(VideoCodec codec) {
  const AVCodecID id = codec == VideoCodec::H264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC;
  ASSIGN_OR_RETURN(CodecContext context, make_codec_context(avcodec_find_decoder(id)));
  context->flags |= AV_CODEC_FLAG_LOW_DELAY;
  if (const int opened = avcodec_open2(context.get(), context->codec, nullptr); opened < 0) {
    return codec_error(opened, "video decoder");
  }
  return VideoDecoder{std::make_unique<Codec>(Codec{.context = std::move(context)})};
}

base::Result<std::optional<Picture>> VideoDecoder::decode(base::ByteView sample) {
  if (sample.size() > kCodedBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "sample is too large"};
  }
  ASSIGN_OR_RETURN(const base::Bytes annex_b, to_annex_b(sample));
  ASSIGN_OR_RETURN(const Packet packet, make_packet());
  if (const int made = av_new_packet(packet.get(), static_cast<int>(annex_b.size())); made < 0) {
    return codec_error(made, "video decoder");
  }
  std::ranges::copy(annex_b, packet->data);
  const int sent = avcodec_send_packet(codec_->context.get(), packet.get());
  if (sent < 0) return codec_error(sent, "video decoder");
  return take_picture(*codec_->context);
}

base::Result<std::optional<Picture>> VideoDecoder::finish() {
  if (!codec_->finishing) {
    codec_->finishing = true;
    if (const int sent = avcodec_send_packet(codec_->context.get(), nullptr); sent < 0) {
      return codec_error(sent, "video decoder");
    }
  }
  return take_picture(*codec_->context);
}

}  // namespace media
