#include "media/codec/encoder_session.h"

#include "media/h26x/nal_parser.h"

namespace media {
namespace {

constexpr int kEncodedSideMin = 16;

bool encoder_options_make_sense(const H264Encoder::Options& options) {
  return size_is_codable(options.width, options.height) && options.width >= kEncodedSideMin &&
         options.height >= kEncodedSideMin && options.fps > 0 && options.fps <= 240 &&
         options.bitrate_kbps > 0 && options.bitrate_kbps <= 200'000 && options.gop > 0;
}

void configure(AVCodecContext& context, const H264Encoder::Options& options) {
  const int bits_per_second = options.bitrate_kbps * 1000;
  context.width = options.width;
  context.height = options.height;
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.color_range = AVCOL_RANGE_MPEG;
  context.colorspace = AVCOL_SPC_BT709;
  context.color_primaries = AVCOL_PRI_BT709;
  context.color_trc = AVCOL_TRC_BT709;
  context.time_base = {1, options.fps};
  context.framerate = {options.fps, 1};
  context.bit_rate = bits_per_second;
  context.rc_max_rate = bits_per_second;
  context.rc_buffer_size = bits_per_second;
  context.gop_size = options.gop;
  context.keyint_min = options.gop;
  context.max_b_frames = 0;
}

}  // namespace

base::Result<EncoderSession> EncoderSession::open(const char* name, const AVCodec* codec,
                                                  const H264Encoder::Options& options,
                                                  std::span<const Setting> settings) {
  if (!encoder_options_make_sense(options)) {
    return base::Error{base::ErrorKind::InvalidInput, "encoder options are out of range"};
  }
  ASSIGN_OR_RETURN(CodecContext context, make_codec_context(codec));
  configure(*context, options);
  AVDictionary* dictionary = nullptr;
  for (const auto& [key, value] : settings) av_dict_set(&dictionary, key, value, 0);
  const int opened = avcodec_open2(context.get(), context->codec, &dictionary);
  av_dict_free(&dictionary);
  if (opened < 0) return codec_error(opened, name);
  ASSIGN_OR_RETURN(Packet packet, make_packet());
  return EncoderSession{name, std::move(context), std::move(packet)};
}

base::Result<void> EncoderSession::send(const Picture& picture, bool force_key) {
  if (picture.width != context_->width || picture.height != context_->height) {
    return base::Error{base::ErrorKind::InvalidInput, "picture has another size"};
  }
  ASSIGN_OR_RETURN(const Frame frame, make_frame());
  RETURN_IF_ERROR(show_picture(*frame, picture, AV_PIX_FMT_YUV420P));
  frame->pts = next_time_++;
  frame->pict_type = force_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  const int sent = avcodec_send_frame(context_.get(), frame.get());
  if (sent < 0) return codec_error(sent, name_);
  return {};
}

base::Result<void> EncoderSession::finish() {
  const int sent = avcodec_send_frame(context_.get(), nullptr);
  if (sent < 0) return codec_error(sent, name_);
  return {};
}

base::Result<std::optional<EncodedPicture>> EncoderSession::receive() {
  AVPacket& packet = *packet_;
  const int received = avcodec_receive_packet(context_.get(), &packet);
  if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return std::nullopt;
  if (received < 0) return codec_error(received, name_);
  EncodedPicture encoded{
      .data = to_length_prefixed({packet.data, static_cast<std::size_t>(packet.size)}),
      .key = (packet.flags & AV_PKT_FLAG_KEY) != 0};
  av_packet_unref(&packet);
  return encoded;
}

}  // namespace media
