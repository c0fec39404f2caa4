// A camera for tests: pictures at 25 per second with a key picture each second, behind Digest, with
// or without TLS. Pictures are small and cannot be decoded; what they are made of is counted.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/named_thread.h"
#include "base/random_id.h"
#include "crypto/tls/tls_context.h"
#include "rtsp/feed.h"
#include "rtsp/gate.h"
#include "rtsp/server.h"
#include "web/http/io/reactor.h"

namespace recorder_test {

inline constexpr std::uint32_t kPicturesInGroup = 25;

class RtspSource {
 public:
  struct Options {
    std::string password = "a good password";
    std::optional<crypto::TlsContext> tls{};
  };

  explicit RtspSource(Options options);
  ~RtspSource();

  std::string url() const { return url_; }  // of /main; /sub is there, too
  int password_tries() const { return tries_; }
  std::uint32_t pictures() const { return pictures_; }
  int times_watched() const { return times_watched_; }  // /main, for the first time or anew

  // Sends no picture any more, or goes on with the next; pictures() is exact meanwhile.
  void stand_still();
  void go_on();

 private:
  rtsp::Feed::Options main_options();
  void publish();

  Options options_;
  base::RealClock clock_;
  base::KernelIdSource ids_;
  std::unique_ptr<rtsp::Feed> main_;
  std::unique_ptr<rtsp::Feed> sub_;
  rtsp::Mounts mounts_;
  std::unique_ptr<rtsp::Gate> gate_;
  http::Reactor reactor_;  // before the feeds goes what still waits in it
  std::unique_ptr<rtsp::Server> server_;
  http::Timer timer_;
  base::SteadyTime due_{};  // of the next picture
  std::string url_;
  std::atomic<int> tries_{0};
  std::atomic<std::uint32_t> pictures_{0};
  std::atomic<int> times_watched_{0};
  base::NamedThread thread_;
};

// The numbers of the pictures in what was recorded of a source, in the order they lie in it.
std::vector<std::uint32_t> pictures_in(base::ByteView film);

}  // namespace recorder_test
