// Owners of FFmpeg's objects, for the sources in this folder only.
//
// The first open of any codec turns FFmpeg's own log off for the whole process.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/picture.h"

namespace media {

struct FreeCodecContext {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeScaler {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
using CodecContext = std::unique_ptr<AVCodecContext, FreeCodecContext>;
using Frame = std::unique_ptr<AVFrame, FreeFrame>;
using Packet = std::unique_ptr<AVPacket, FreePacket>;
using ScalerContext = std::unique_ptr<SwsContext, FreeScaler>;

void quiet_ffmpeg();

// An FFmpeg error number as an Error; `what` names the operation.
base::Error codec_error(int number, const char* what);

base::Result<CodecContext> make_codec_context(const AVCodec* codec);
base::Result<Frame> make_frame();
base::Result<Packet> make_packet();

// Lets `frame` show `picture` without copying; the picture outlives every use of the frame.
base::Result<void> show_picture(AVFrame& frame, const Picture& picture, AVPixelFormat format);

bool size_is_codable(int width, int height);  // even, 2 to kPictureSideMax

}  // namespace media
