// One connection to a camera, with or without TLS: RTSP messages in, bytes out.
//
// TLS is believed by the pinned certificate alone; without a pin any certificate is taken and shown
// to the listener, who decides. Reads are paced while nobody watches (read_pacer.h), so that one
// wake-up serves many packets. Ends once, with on_end(), and says nothing afterwards. Reactor's
// thread only. Specification: docs/design/camera-streams.md.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/tls/tls_session.h"
#include "crypto/x509/certificate.h"
#include "media/rtsp/rtsp_parser.h"
#include "media/rtsp/rtsp_url_parser.h"
#include "nvr/ingest/ingest_error.h"
#include "web/http/io/reactor.h"
#include "web/http/io/stream.h"

namespace nvr {

class ReadPacer;

class RtspConnection : public std::enable_shared_from_this<RtspConnection> {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_open(const crypto::TlsSession* tls) = 0;
    // Packets are good until the call returns.
    virtual void on_message(media::RtspMessage message) = 0;
    virtual void on_end(IngestError error) = 0;
  };

  struct Options {
    media::RtspUrl url{};
    std::optional<crypto::Fingerprint> fingerprint{};
    std::chrono::milliseconds connect_timeout{5000};
    std::size_t output_bytes_max = 256 * 1024;
  };

  // `reactor` outlives this; `pacer`, if any, too.
  RtspConnection(http::Reactor& reactor, ReadPacer* pacer, Options options);

  // `listener` outlives the connection, or calls close() first.
  void open(Listener& listener);
  void send(base::Bytes bytes);
  void close();  // says nothing more

  // Reads as fast as packets come, for whoever watches; else with the pacer.
  void set_eager(bool eager);

 private:
  friend class ReadPacer;

  void shake_hands(base::UniqueFd socket);
  void on_handshake(http::IoStatus status);
  void read();
  void on_read(http::IoStatus status, std::size_t count);
  bool is_drained(std::size_t count) const;
  void deliver(base::ByteView bytes);
  void write_next();
  void end(IngestCode code, std::string detail);

  http::Reactor& reactor_;
  ReadPacer* pacer_;
  Options options_;
  Listener* listener_ = nullptr;
  std::optional<crypto::TlsContext> tls_;
  std::shared_ptr<http::Stream> stream_;
  http::Timer timer_;
  media::RtspParser parser_;
  std::vector<std::uint8_t> input_;
  base::Bytes writing_;
  base::Bytes waiting_;
  bool heard_ = false;  // a whole message, so it speaks RTSP
  bool eager_ = true;
  bool read_due_ = false;  // by the pacer
  std::chrono::steady_clock::time_point read_began_{};
};

}  // namespace nvr
