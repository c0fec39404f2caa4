// One of our devices with an HTTPS interface, the real program from its real unit: what is true of
// access to one must be true of the other.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/random_id.h"
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

  const std::vector<std::string>& log() const { return log_; }
  void read_log();  // takes what was written meanwhile
  std::string state() const { return root_.path() + ("/state/custody/" + kind_.area); }

 private:
  void start();
  crypto::TlsContext tls() const;
  void read_line(std::string_view line);

  Kind kind_;
  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource ids_;
  mutable test_support::ClientThread thread_;
  std::uint16_t port_ = 0;
  std::vector<std::string> log_;
  std::unique_ptr<mini_init::MiniInit> init_;
};

class DeviceTest : public testing::TestWithParam<Kind> {
 protected:
  Device device_{GetParam()};
};

}  // namespace access_integration
