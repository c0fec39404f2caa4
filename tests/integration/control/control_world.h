// custodyd with a keeper and a recorder, started from their units, and a person with a browser: one
// session at a time over HTTPS, trusting the site's authority as the console shows it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "tests/support/http_world.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"

namespace control_test {

// Far longer than anything takes: a limit for what is broken, not a measure.
inline constexpr std::chrono::seconds kLong{120};
inline constexpr const char* kControl = "custodyd.service";
inline constexpr const char* kKeeper = "custody-keeper.service";
inline constexpr const char* kRecorder = "custody-recorder.service";
inline constexpr const char* kPassword = "a long enough sentence";

struct Answer {
  int status = 0;
  http::Headers headers{};
  base::Bytes body{};

  base::Json json() const;
  std::string code() const;  // of a problem; empty when it is none
  std::string text(std::string_view member) const;
};

class ControlWorld {
 public:
  ControlWorld();

  void start();  // keeper and recorder first, as the unit says
  void restart(const std::string& unit);
  void kill(const std::string& unit);             // with SIGKILL; returns when it is there again
  void give_credential(const std::string& text);  // to the keeper's next start
  std::uint16_t port() const { return port_; }
  crypto::TlsContext tls() const;  // trusts what the console shows, or the site's authority
  mini_init::MiniInit& init() { return init_; }
  std::string root() const { return root_.path(); }
  std::string recorder_state() const { return root() + "/state/custody/recorder"; }

  Answer get(const std::string& target, const http::Headers& more = {});
  Answer send(http::Method method, const std::string& target, const base::Json& body);
  Answer post(const std::string& target, const base::Json& body) {
    return send(http::Method::Post, target, body);
  }
  void forget_session();
  // Opens a WebSocket with the session's cookie.
  void open_websocket(const std::string& target, std::unique_ptr<http::WebSocketSession> session);

  std::string claim_code();
  void claim();  // and prove the recovery key, which it keeps
  const std::string& recovery_key() const { return recovery_key_; }

  // A camera of user eva; its id.
  std::string add_camera(const std::string& url, const std::string& password = "a good password");
  // The first recorded span of at least that many seconds; waits for it.
  base::Json recorded(const std::string& camera, int seconds);
  // The query of its range.
  static std::string range_of(const base::Json& span);

  test_support::Ended custody(std::vector<std::string> words);
  // Serves everything until `done`; asked again and again.
  bool wait(const std::function<bool()>& done);

 private:
  Answer ask(http::ClientRequest request);
  http::Client client() const;
  http::ClientRequest request(http::Method method, const std::string& target) const;
  void read_line(std::string_view line);
  void await_port();

  test_support::TemporaryDirectory root_;
  mutable test_support::ClientThread thread_;
  std::uint16_t port_ = 0;
  std::string cookie_;
  std::string csrf_token_;
  std::string recovery_key_;
  mini_init::MiniInit init_;
};

}  // namespace control_test
