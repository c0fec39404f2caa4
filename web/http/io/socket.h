// Asio's socket as our streams use it. For io/*.cpp only.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <optional>

#include "base/unique_fd.h"
#include "web/http/io/stream.h"

namespace http {

// With the executor's own type nothing is erased twice.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

base::Result<Socket> adopt_socket(Reactor& reactor, base::UniqueFd fd);

inline IoStatus to_status(const boost::system::error_code& error) {
  if (!error) return IoStatus::Ok;
  return error == boost::asio::error::eof ? IoStatus::Closed : IoStatus::Failed;
}

}  // namespace http
