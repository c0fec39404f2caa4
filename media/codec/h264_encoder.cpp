#include "media/codec/h264_encoder.h"

#include "media/codec/ffmpeg.h"
#include "media/h26x/nal_parser.h"

namespace media {
namespace {

constexpr int kEncodedSideMin = 16;

const char* preset_name(H264Encoder::Effort effort) {
  switch (effort) {
    case H264Encoder::Effort::Ultrafast:
      return "ultrafast";
    case H264Encoder::Effort::Superfast:
      return "superfast";
    case H264Encoder::Effort::Veryfast:
      return "veryfast";
  }
  return "superfast";
}

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

struct H264Encoder::Codec {
  Options options;
  CodecContext context;
  Packet packet;
  std::int64_t next_time = 0;
};

H264Encoder::H264Encoder(std::unique_ptr<Codec> codec) : codec_{std::move(codec)} {}
H264Encoder::H264Encoder(H264Encoder&&) noexcept = default;
H264Encoder& H264Encoder::operator=(H264Encoder&&) noexcept = default;
H264Encoder::~H264Encoder() = default;

base::Result<H264Encoder> H264Encoder::open(const Options& options) {
  if (!encoder_options_make_sense(options)) {
    return base::Error{base::ErrorKind::InvalidInput, "encoder options are out of range"};
  }
  ASSIGN_OR_RETURN(CodecContext context,
                   make_codec_context(avcodec_find_encoder_by_name("libx264")));
  configure(*context, options);
  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "preset", preset_name(options.effort), 0);
  av_dict_set(&settings, "tune", "zerolatency", 0);
  av_dict_set(&settings, "forced-idr", "1", 0);
  // The rate control of "zerolatency" looks at nothing ahead, so a cut in the film may not start a
  // group of pictures by itself: viewers count on the length they were told.
  av_dict_set(&settings, "x264-params", "scenecut=0:repeat-headers=1:sliced-threads=0", 0);
  const int opened = avcodec_open2(context.get(), context->codec, &settings);
  av_dict_free(&settings);
  if (opened < 0) return codec_error(opened, "H.264 encoder");
  ASSIGN_OR_RETURN(Packet packet, make_packet());
  return H264Encoder{std::make_unique<Codec>(
      Codec{.options = options, .context = std::move(context), .packet = std::move(packet)})};
}

base::Result<EncodedPicture> H264Encoder::encode(const Picture& picture, bool force_key) {
  if (picture.width != codec_->options.width || picture.height != codec_->options.height) {
    return base::Error{base::ErrorKind::InvalidInput, "picture has another size"};
  }
  ASSIGN_OR_RETURN(const Frame frame, make_frame());
  RETURN_IF_ERROR(show_picture(*frame, picture, AV_PIX_FMT_YUV420P));
  frame->pts = codec_->next_time++;
  frame->pict_type = force_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  if (const int sent = avcodec_send_frame(codec_->context.get(), frame.get()); sent < 0) {
    return codec_error(sent, "H.264 encoder");
  }
  AVPacket& packet = *codec_->packet;
  if (const int received = avcodec_receive_packet(codec_->context.get(), &packet); received < 0) {
    return codec_error(received, "H.264 encoder");
  }
  EncodedPicture encoded{
      .data = to_length_prefixed({packet.data, static_cast<std::size_t>(packet.size)}),
      .key = (packet.flags & AV_PKT_FLAG_KEY) != 0};
  av_packet_unref(&packet);
  return encoded;
}

}  // namespace media
