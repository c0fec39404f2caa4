// One of our devices with an HTTPS interface, the real program from its real unit: what is true of
// access to one must be true of the other.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "crypto/tls/tls_context.h"
#include "crypto/x509/certificate.h"
#include "tests/support/http_world.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"

namespace access_integration {

// Far longer than anything takes: a limit for what is broken, not a measure.
inline constexpr std::chrono::seconds kLong{120};
inline constexpr const char* kOwnerPassword = "a long enough sentence";

struct Kind {
  std::string name;  // "recorder"
  std::string unit;
  std::string area;         // of its folders and its control socket
  std::string certificate;  // below its state
  std::string description;  // the API's
  std::string cookie;       // of a session
};

std::vector<Kind> kinds();

struct Answer {
  int status = 0;
  http::Headers headers{};
  std::string body{};

  base::Json json() const;
  std::string code() const;  // of a problem; empty when it is none
};

// Who asks: a browser's cookie, a script's token, or nobody.
struct Caller {
  std::string cookie{};
  std::string csrf_token{};
  std::string bearer{};
};

class Device {
 public:
  explicit Device(Kind kind);

  const Kind& kind() const { return kind_; }
  void restart();
  void kill();  // with no time for anything; until it is there again
  pid_t pid() const { return init_->find(kind_.unit)->pid(); }
  std::string claim_code();
  // What the console gets an owner who lost the password.
  std::string reset_access();
  Caller claim();  // as "owner"
  // Empty cookie: refused.
  Caller sign_in(const std::string& name, const std::string& password);
  // An account that has chosen its password; signed in. `members` as in "\"role\":\"viewer\"".
  Caller add(const Caller& owner, const std::string& name, const std::string& members);

  Answer ask(const Caller& caller, http::Method method, const std::string& target,
             const std::string& body = "", const http::Headers& more = {});
  // What comes back to exactly these bytes, until the device ends the connection.
  std::string say(const std::string& bytes);

  // For connections of a test's own.
  http::Reactor& reactor() { return thread_.reactor(); }
  std::uint16_t port() const { return port_; }
  crypto::TlsContext tls() const;
  // Besides its own certificate of the first start, from now on.
  void believe(const crypto::Certificate& certificate) { believed_.push_back(certificate); }
  // What whoever connects now is shown.
  crypto::Certificate shown() { return shown_at(port_, {"http/1.1"}); }
  crypto::Certificate shown_by_rtsps() { return shown_at(rtsps_port_, {}); }

  const std::vector<std::string>& log() const { return log_; }
  void read_log();  // takes what was written meanwhile
  bool wait(const std::function<bool()>& done) { return init_->run_until(done, kLong); }
  std::string state() const { return root_.path() + ("/state/custody/" + kind_.area); }

 private:
  void start();
  void read_line(std::string_view line);
  crypto::Certificate shown_at(std::uint16_t port, std::vector<std::string> protocols);

  Kind kind_;
  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource ids_;
  mutable test_support::ClientThread thread_;
  std::uint16_t port_ = 0;
  std::uint16_t rtsps_port_ = 0;
  std::vector<crypto::Certificate> believed_;
  std::vector<std::string> log_;
  std::unique_ptr<mini_init::MiniInit> init_;
};

class DeviceTest : public testing::TestWithParam<Kind> {
 protected:
  Device device_{GetParam()};
};

}  // namespace access_integration
