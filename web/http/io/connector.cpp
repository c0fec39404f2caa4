#include "web/http/io/connector.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

#include "web/http/io/socket.h"

namespace http {
namespace {

namespace asio = boost::asio;

using Resolver = asio::ip::basic_resolver<asio::ip::tcp, asio::io_context::executor_type>;
using Done = std::function<void(base::Result<std::shared_ptr<ConnectedSocket>>)>;

Peer to_peer(const asio::ip::tcp::endpoint& endpoint) {
  Peer peer;
  peer.port = endpoint.port();
  const asio::ip::address address = endpoint.address();
  peer.address = address.is_v6()
                     ? address.to_v6().to_bytes()
                     : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
  return peer;
}

class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(Reactor& reactor, Done done)
      : resolver_{reactor.native()},
        socket_{reactor.native()},
        timer_{reactor},
        done_{std::move(done)} {}

  void start(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout) {
    timer_.start(timeout, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->finish(base::Error{base::ErrorKind::Timeout, "connecting took too long"});
      }
    });
    resolver_.async_resolve(
        host, std::to_string(port), asio::ip::resolver_base::numeric_service,
        [self = shared_from_this()](const boost::system::error_code& error,
                                    const Resolver::results_type& found) {
          if (error) return self->finish(base::Error{base::ErrorKind::NotFound, "unknown host"});
          self->connect(found);
        });
  }

 private:
  void connect(const Resolver::results_type& found) {
    if (!done_) return;
    asio::async_connect(socket_, found,
                        [self = shared_from_this()](const boost::system::error_code& error,
                                                    const asio::ip::tcp::endpoint& endpoint) {
                          self->on_connected(error, endpoint);
                        });
  }

  void on_connected(const boost::system::error_code& error,
                    const asio::ip::tcp::endpoint& endpoint) {
    if (error) {
      return finish(base::Error{base::ErrorKind::Unavailable, "no connection: " + error.message()});
    }
    boost::system::error_code released;
    base::UniqueFd fd{socket_.release(released)};
    if (released) return finish(base::Error{base::ErrorKind::Io, "cannot take the socket"});
    finish(std::make_shared<ConnectedSocket>(std::move(fd), to_peer(endpoint)));
  }

  void finish(base::Result<std::shared_ptr<ConnectedSocket>> result) {
    if (!done_) return;
    timer_.cancel();
    resolver_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
    std::exchange(done_, {})(std::move(result));
  }

  Resolver resolver_;
  Socket socket_;
  Timer timer_;
  Done done_;
};

}  // namespace

void connect_tcp(Reactor& reactor, const std::string& host, std::uint16_t port,
                 std::chrono::milliseconds timeout, Done done) {
  std::make_shared<Attempt>(reactor, std::move(done))->start(host, port, timeout);
}

}  // namespace http
