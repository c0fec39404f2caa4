#include <boost/asio/write.hpp>
#include <utility>

#include "web/http/io/socket.h"

namespace http {
namespace {

namespace asio = boost::asio;

class PlainStream final : public Stream, public std::enable_shared_from_this<PlainStream> {
 public:
  explicit PlainStream(Socket socket) : socket_{std::move(socket)} {}

  void handshake(Finished done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done(IoStatus::Ok); });
  }
  void read_some(std::span<std::uint8_t> out, Transferred done) override {
    socket_.async_read_some(asio::buffer(out.data(), out.size()),
                            [self = shared_from_this(), done = std::move(done)](
                                const boost::system::error_code& error, std::size_t count) {
                              done(to_status(error), count);
                            });
  }
  void write(base::ByteView bytes, Finished done) override {
    asio::async_write(
        socket_, asio::buffer(bytes.data(), bytes.size()),
        [self = shared_from_this(), done = std::move(done)](
            const boost::system::error_code& error, std::size_t) { done(to_status(error)); });
  }
  void shutdown(Finished done) override {
    boost::system::error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    asio::post(socket_.get_executor(),
               [done = std::move(done), status = to_status(error)] { done(status); });
  }
  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  std::shared_ptr<const crypto::TlsSession> tls() const override { return nullptr; }
  std::string verification_failure() const override { return {}; }

 private:
  Socket socket_;
};

}  // namespace

base::Result<Socket> adopt_socket(Reactor& reactor, base::UniqueFd fd) {
  Socket socket{reactor.native()};
  boost::system::error_code error;
  // The family only matters for endpoints, which we read from the kernel ourselves.
  socket.assign(asio::ip::tcp::v6(), fd.get(), error);
  if (error) return base::Error{base::ErrorKind::Io, "cannot adopt a socket"};
  (void)fd.release();
  socket.non_blocking(true, error);
  socket.set_option(asio::ip::tcp::no_delay{true}, error);
  return socket;
}

base::Result<std::shared_ptr<Stream>> make_plain_stream(Reactor& reactor, base::UniqueFd fd) {
  ASSIGN_OR_RETURN(Socket socket, adopt_socket(reactor, std::move(fd)));
  return std::shared_ptr<Stream>{std::make_shared<PlainStream>(std::move(socket))};
}

}  // namespace http
