#include "media/codec/h265_encoder.h"

#include "media/codec/ffmpeg.h"
#include "media/h26x/nal_parser.h"

namespace media {
namespace {

const AVCodec* find_x265() {
  return avcodec_find_encoder_by_name("libx265");
}

void configure_h265(AVCodecContext& context, const H264Encoder::Options& options) {
  const int bits_per_second = options.bitrate_kbps * 1000;
  context.width = options.width;
  context.height = options.height;
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.color_range = AVCOL_RANGE_MPEG;
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

struct H265Encoder::Codec {
  H264Encoder::Options options;
  CodecContext context;
  Packet packet;
  std::int64_t next_time = 0;
};

H265Encoder::H265Encoder(std::unique_ptr<Codec> codec) : codec_{std::move(codec)} {}
H265Encoder::H265Encoder(H265Encoder&&) noexcept = default;
H265Encoder& H265Encoder::operator=(H265Encoder&&) noexcept = default;
H265Encoder::~H265Encoder() = default;

bool H265Encoder::available() {
  return find_x265() != nullptr;
}

base::Result<H265Encoder> H265Encoder::open(const H264Encoder::Options& options) {
  if (!available()) return base::Error{base::ErrorKind::Unavailable, "libx265 is not there"};
  if (!size_is_codable(options.width, options.height) || options.fps <= 0 ||
      options.bitrate_kbps <= 0 || options.gop <= 0) {
    return base::Error{base::ErrorKind::InvalidInput, "encoder options are out of range"};
  }
  ASSIGN_OR_RETURN(CodecContext context, make_codec_context(find_x265()));
  configure_h265(*context, options);
  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "preset", "ultrafast", 0);
  av_dict_set(&settings, "tune", "zerolatency", 0);
  av_dict_set(&settings, "forced-idr", "1", 0);
  av_dict_set(&settings, "x265-params",
              "pools=none:frame-threads=1:repeat-headers=1:scenecut=0:open-gop=0:log-level=none",
              0);
  const int opened = avcodec_open2(context.get(), context->codec, &settings);
  av_dict_free(&settings);
  if (opened < 0) return codec_error(opened, "H.265 encoder");
  ASSIGN_OR_RETURN(Packet packet, make_packet());
  return H265Encoder{std::make_unique<Codec>(
      Codec{.options = options, .context = std::move(context), .packet = std::move(packet)})};
}

base::Result<void> H265Encoder::encode(const Picture& picture, bool force_key,
                                       std::vector<EncodedPicture>& out) {
  if (picture.width != codec_->options.width || picture.height != codec_->options.height) {
    return base::Error{base::ErrorKind::InvalidInput, "picture has another size"};
  }
  ASSIGN_OR_RETURN(const Frame frame, make_frame());
  RETURN_IF_ERROR(show_picture(*frame, picture, AV_PIX_FMT_YUV420P));
  frame->pts = codec_->next_time++;
  frame->pict_type = force_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  if (const int sent = avcodec_send_frame(codec_->context.get(), frame.get()); sent < 0) {
    return codec_error(sent, "H.265 encoder");
  }
  return receive(out);
}

base::Result<void> H265Encoder::finish(std::vector<EncodedPicture>& out) {
  if (const int sent = avcodec_send_frame(codec_->context.get(), nullptr); sent < 0) {
    return codec_error(sent, "H.265 encoder");
  }
  return receive(out);
}

base::Result<void> H265Encoder::receive(std::vector<EncodedPicture>& out) {
  AVPacket& packet = *codec_->packet;
  for (;;) {
    const int received = avcodec_receive_packet(codec_->context.get(), &packet);
    if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return {};
    if (received < 0) return codec_error(received, "H.265 encoder");
    out.push_back({.data = to_length_prefixed({packet.data, static_cast<std::size_t>(packet.size)}),
                   .key = (packet.flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(&packet);
  }
}

}  // namespace media
