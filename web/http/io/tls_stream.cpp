#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "crypto/tls/tls_session.h"
#include "web/http/io/socket.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

class TlsStream final : public Stream, public std::enable_shared_from_this<TlsStream> {
 public:
  TlsStream(Socket socket, crypto::TlsConnection connection, ssl::stream_base::handshake_type role)
      : stream_{std::move(socket), connection.release()}, role_{role} {}

  void handshake(Finished done) override {
    stream_.async_handshake(role_, [self = shared_from_this(), done = std::move(done)](
                                       const boost::system::error_code& error) {
      if (!error) {
        self->session_ = std::make_shared<const crypto::TlsSession>(
            crypto::describe_session(*self->stream_.native_handle()));
      }
      done(to_status(error));
    });
  }
  void read_some(std::span<std::uint8_t> out, Transferred done) override {
    stream_.async_read_some(asio::buffer(out.data(), out.size()),
                            [self = shared_from_this(), done = std::move(done)](
                                const boost::system::error_code& error, std::size_t count) {
                              // An end without close_notify is Failed: it could be an attacker's.
                              done(to_status(error), count);
                            });
  }
  void write(base::ByteView bytes, Finished done) override {
    asio::async_write(
        stream_, asio::buffer(bytes.data(), bytes.size()),
        [self = shared_from_this(), done = std::move(done)](
            const boost::system::error_code& error, std::size_t) { done(to_status(error)); });
  }
  // Sends close_notify and waits for the peer's; when the peer instead goes on sending, its bytes
  // are taken and thrown away, because a reset could destroy our last answer on its way.
  void shutdown(Finished done) override {
    stream_.async_shutdown([self = shared_from_this(), done = std::move(done)](
                               const boost::system::error_code& error) mutable {
      if (!error) return done(IoStatus::Ok);
      boost::system::error_code ignored;
      self->stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
      self->discard(std::move(done));
    });
  }
  void close() override {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }
  std::shared_ptr<const crypto::TlsSession> tls() const override { return session_; }
  std::string verification_failure() const override {
    // Asio's accessor is not const, though reading changes nothing.
    auto& stream = const_cast<ssl::stream<Socket>&>(stream_);
    return crypto::verification_failure(*stream.native_handle());
  }

 private:
  static constexpr std::size_t kDiscardBytesMax = std::size_t{256} * 1024;

  void discard(Finished done) {
    stream_.next_layer().async_read_some(
        asio::buffer(discarded_),
        [self = shared_from_this(), done = std::move(done)](const boost::system::error_code& error,
                                                            std::size_t count) mutable {
          self->discarded_bytes_ += count;
          if (error || self->discarded_bytes_ > kDiscardBytesMax) return done(to_status(error));
          self->discard(std::move(done));
        });
  }

  ssl::stream<Socket> stream_;
  std::array<std::uint8_t, 2048> discarded_{};
  std::size_t discarded_bytes_ = 0;
  ssl::stream_base::handshake_type role_;
  std::shared_ptr<const crypto::TlsSession> session_;
};

}  // namespace

base::Result<std::shared_ptr<Stream>> make_tls_server_stream(Reactor& reactor, base::UniqueFd fd,
                                                             const crypto::TlsContext& context) {
  ASSIGN_OR_RETURN(Socket socket, adopt_socket(reactor, std::move(fd)));
  ASSIGN_OR_RETURN(auto connection, context.new_server_connection());
  return std::shared_ptr<Stream>{std::make_shared<TlsStream>(
      std::move(socket), std::move(connection), ssl::stream_base::server)};
}

base::Result<std::shared_ptr<Stream>> make_tls_client_stream(Reactor& reactor, base::UniqueFd fd,
                                                             const crypto::TlsContext& context,
                                                             const std::string& host) {
  ASSIGN_OR_RETURN(Socket socket, adopt_socket(reactor, std::move(fd)));
  ASSIGN_OR_RETURN(auto connection, context.new_client_connection(host));
  return std::shared_ptr<Stream>{std::make_shared<TlsStream>(
      std::move(socket), std::move(connection), ssl::stream_base::client)};
}

}  // namespace http
