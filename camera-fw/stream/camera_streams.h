// The camera's two streams as RTSP serves them, /main and /sub, joined to the encoder.
//
// deliver() is safe from any thread; the rest belongs to the reactor's thread or comes before it
// runs. When the reactor does not keep up, samples are dropped up to the next key frame.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random_id.h"
#include "base/result.h"
#include "camera-fw/encode/encoder_service.h"
#include "rtsp/feed.h"
#include "rtsp/session.h"
#include "web/http/io/reactor.h"

namespace camera_fw {

class CameraStreams {
 public:
  // All outlive the streams.
  static base::Result<std::unique_ptr<CameraStreams>> make(http::Reactor& reactor,
                                                           EncoderService& encoder,
                                                           const std::string& camera_name,
                                                           const StreamFormats& formats,
                                                           base::IdSource& ids);

  const rtsp::Mounts& mounts() const { return mounts_; }
  void deliver(Encoded encoded);

 private:
  // Shared with what is posted.
  struct Backlog {
    std::atomic<int> posted{0};
    std::atomic<bool> broken{false};  // something was dropped since the last key frame
  };

  CameraStreams(http::Reactor& reactor, EncoderService& encoder)
      : reactor_{reactor}, encoder_{encoder} {}
  base::Result<void> add(StreamName stream, const std::string& camera_name,
                         const media::H264Encoder::Options& format, base::IdSource& ids);
  bool admit(const Encoded& encoded);

  http::Reactor& reactor_;
  EncoderService& encoder_;
  std::array<std::unique_ptr<rtsp::Feed>, kStreamCount> feeds_;
  std::array<Backlog, kStreamCount> backlogs_;
  rtsp::Mounts mounts_;
};

}  // namespace camera_fw
