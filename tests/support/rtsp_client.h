// A small RTSP client for tests: requests with Digest, answers and packets as they come, over
// whatever carries bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random_id.h"
#include "base/unique_fd.h"
#include "media/rtsp/rtsp_parser.h"
#include "web/http/digest_client.h"

namespace test_support {

// A blocking connection to 127.0.0.1, which gives up after a time far longer than anything takes.
class LoopbackSocket {
 public:
  explicit LoopbackSocket(std::uint16_t port)
      : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool connected() const { return connected_; }
  int fd() const { return fd_.get(); }
  bool send(std::string_view bytes) {
    return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  std::string read_some() {  // empty: ended
    std::array<char, 16384> part{};
    const auto got = ::recv(fd_.get(), part.data(), part.size(), 0);
    return got > 0 ? std::string{part.data(), static_cast<std::size_t>(got)} : std::string{};
  }

 private:
  base::UniqueFd fd_;
  bool connected_ = false;
};

class RtspClient {
 public:
  struct Packet {
    std::uint8_t channel;
    base::Bytes bytes;
  };

  RtspClient(std::function<bool(std::string_view)> send, std::function<std::string()> read)
      : send_{std::move(send)}, read_{std::move(read)} {}

  void use(std::string user, std::string_view password, bool allow_md5 = true) {
    digest_.emplace(std::move(user), crypto::Secret::copy_of(password), ids_,
                    http::DigestClient::Options{.allow_md5 = allow_md5});
  }

  // Sends as it is; for questions that need no answer, or are hostile.
  bool send_raw(std::string_view bytes) { return send_(bytes); }

  // One request, repeated once with credentials when asked for them. Status 0: the connection
  // ended.
  media::RtspResponse ask(std::string method, std::string uri,
                          std::vector<std::pair<std::string, std::string>> headers = {}) {
    auto response = ask_once(method, uri, headers);
    if (response.status != 401 || !digest_) return response;
    const auto challenges = response.headers.all("WWW-Authenticate");
    if (digest_->take_challenges(challenges) != http::DigestClient::Outcome::Answerable) {
      return response;
    }
    return ask_once(method, uri, headers);
  }

  // The next packet; none when the connection ended.
  std::optional<Packet> next_packet() {
    while (packets_.empty()) {
      if (!step()) return std::nullopt;
    }
    Packet packet = std::move(packets_.front());
    packets_.erase(packets_.begin());
    return packet;
  }

  media::RtspResponse next_response() {
    while (responses_.empty()) {
      if (!step()) return ended();
    }
    auto response = std::move(responses_.front());
    responses_.erase(responses_.begin());
    return response;
  }

  // Sets up every track of a description and plays. The status of what failed first, or 200.
  int watch(const std::string& url, std::size_t tracks) {
    const auto described = ask("DESCRIBE", url, {{"Accept", "application/sdp"}});
    if (described.status != 200) return described.status;
    sdp = std::string{base::as_text(described.body)};
    for (std::size_t i = 0; i < tracks; ++i) {
      const auto channels = std::to_string(2 * i) + "-" + std::to_string(2 * i + 1);
      std::vector<std::pair<std::string, std::string>> headers{
          {"Transport", "RTP/AVP/TCP;unicast;interleaved=" + channels}};
      if (!session.empty()) headers.emplace_back("Session", session);
      const auto set_up = ask("SETUP", url + "/track" + std::to_string(i), headers);
      if (set_up.status != 200) return set_up.status;
      const auto value = set_up.headers.get("Session");
      session = std::string{value.substr(0, value.find(';'))};
    }
    return ask("PLAY", url, {{"Session", session}, {"Range", "npt=0.000-"}}).status;
  }

  const http::DigestChallenge* challenge() const {
    return digest_ ? digest_->challenge() : nullptr;
  }

  std::string session;
  std::string sdp;

 private:
  static media::RtspResponse ended() {
    media::RtspResponse response;
    response.status = 0;
    return response;
  }

  media::RtspResponse ask_once(const std::string& method, const std::string& uri,
                               const std::vector<std::pair<std::string, std::string>>& headers) {
    media::RtspRequest request;
    request.method = method;
    request.uri = uri;
    request.headers.add("CSeq", std::to_string(++sequence_));
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    const auto authorization = digest_ ? digest_->authorize(method, uri) : std::string{};
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    const auto bytes = media::write_rtsp(request);
    if (!send_(base::as_text(bytes))) return ended();
    return next_response();
  }

  // Reads until something more is known.
  bool step() {
    for (;;) {
      auto message = parser_.next();
      if (!message) return false;
      if (!*message) break;
      if (auto* response = std::get_if<media::RtspResponse>(&**message)) {
        responses_.push_back(std::move(*response));
        return true;
      }
      if (const auto* packet = std::get_if<media::RtspInterleaved>(&**message)) {
        packets_.push_back({packet->channel, {packet->packet.begin(), packet->packet.end()}});
        return true;
      }
    }
    const std::string bytes = read_();
    parser_.push(base::as_bytes(bytes));
    return !bytes.empty();
  }

  std::function<bool(std::string_view)> send_;
  std::function<std::string()> read_;
  base::KernelIdSource ids_;
  std::optional<http::DigestClient> digest_;
  media::RtspParser parser_;
  std::vector<media::RtspResponse> responses_;
  std::vector<Packet> packets_;
  unsigned sequence_ = 0;
};

}  // namespace test_support
