// Our Stream as Beast wants to see one. For io/*.cpp only.
#pragma once

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>
#include <string>
#include <utility>

#include "web/http/io/stream.h"

namespace http {

inline boost::system::error_code to_error(IoStatus status) {
  if (status == IoStatus::Ok) return {};
  if (status == IoStatus::Closed) return boost::asio::error::eof;
  return boost::asio::error::connection_reset;
}

class StreamLayer {
 public:
  using executor_type = boost::asio::io_context::executor_type;

  StreamLayer(boost::asio::io_context& context, std::shared_ptr<Stream> stream, bool is_server)
      : executor_{context.get_executor()},
        stream_{std::move(stream)},
        handshake_answer_{is_server} {}

  executor_type get_executor() const { return executor_; }
  Stream& stream() { return *stream_; }

  template <typename Buffers, typename Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    using Signature = void(boost::system::error_code, std::size_t);
    return boost::asio::async_initiate<Handler, Signature>(
        [this](auto done, const Buffers& into) {
          const boost::asio::mutable_buffer first = first_of<boost::asio::mutable_buffer>(into);
          stream_->read_some({static_cast<std::uint8_t*>(first.data()), first.size()},
                             [done = share(std::move(done))](IoStatus status, std::size_t count) {
                               (*done)(to_error(status), count);
                             });
        },
        handler, buffers);
  }

  // A frame's header and the start of its payload leave in one piece, one TLS record.
  template <typename Buffers, typename Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    using Signature = void(boost::system::error_code, std::size_t);
    return boost::asio::async_initiate<Handler, Signature>(
        [this](auto done, const Buffers& from) {
          output_.resize(std::min(boost::asio::buffer_size(from), kPieceBytes));
          const std::size_t taken =
              boost::asio::buffer_copy(boost::asio::buffer(output_), from, kPieceBytes);
          if (std::exchange(handshake_answer_, false)) remove_server_header();
          stream_->write(base::as_bytes(output_),
                         [done = share(std::move(done)), taken](IoStatus status) {
                           (*done)(to_error(status), status == IoStatus::Ok ? taken : 0);
                         });
        },
        handler, buffers);
  }

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

  // Handlers move; a std::function copies.
  template <typename Handler>
  static std::shared_ptr<Handler> share(Handler handler) {
    return std::make_shared<Handler>(std::move(handler));
  }

  template <typename Buffer, typename Buffers>
  static Buffer first_of(const Buffers& buffers) {
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) {
      const Buffer buffer{*it};
      if (buffer.size() > 0) return buffer;
    }
    return {};
  }

  // Beast insists on naming itself; it cannot be told not to.
  void remove_server_header() {
    constexpr std::string_view kEmptyHeader = "Server: \r\n";
    const auto found = output_.find(kEmptyHeader);
    if (found != std::string::npos) output_.erase(found, kEmptyHeader.size());
  }

  executor_type executor_;
  std::shared_ptr<Stream> stream_;
  std::string output_;
  bool handshake_answer_;
};

// Found by Beast through argument-dependent lookup.
inline void beast_close_socket(StreamLayer& layer) {
  layer.stream().close();
}

inline void teardown(boost::beast::role_type, StreamLayer& layer,
                     boost::system::error_code& error) {
  layer.stream().close();
  error = {};
}

template <typename Handler>
void async_teardown(boost::beast::role_type, StreamLayer& layer, Handler&& handler) {
  auto done = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
  layer.stream().shutdown([done](IoStatus) { (*done)(boost::system::error_code{}); });
}

}  // namespace http
