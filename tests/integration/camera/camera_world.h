// A camera for one test: the real program from its real unit, claimed by its claim code, and the
// peers that watch it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "crypto/x509/certificate.h"
#include "tests/support/http_world.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/rtsp_client.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/web_settings.h"

namespace camera_test {

inline constexpr const char* kPassword = "correct-horse-battery";
// Far longer than anything takes: a limit for what is broken, not a measure.
inline constexpr std::chrono::seconds kLong{60};

class CameraWorld {
 public:
  CameraWorld() {
    test_support::write_camera_settings(root(), CUSTODY_API_DIR "/camera.openapi.json", true);
    start();
  }

  std::filesystem::path root() const { return root_.path(); }
  std::filesystem::path state() const { return root() / "state/custody/camera"; }

  void start() {
    const auto started = init_.start("custody-camera.service");
    if (!started) throw std::runtime_error{started.error().message};
    if (!run_until([this] { return https != 0 && rtsps != 0 && rtsp != 0; })) {
      throw std::runtime_error{"it does not say where it listens"};
    }
  }
  void stop() { init_.stop("custody-camera.service"); }
  mini_init::SupervisedService& daemon() { return *init_.find("custody-camera.service"); }
  bool run_until(const std::function<bool()>& done) { return init_.run_until(done, kLong); }

  base::Result<base::ipc::Reply> call(const std::string& verb) {
    base::ipc::Client::Options options;
    options.path = (root() / "run/custody/camera/control.sock").string();
    base::ipc::Client client{std::move(options), clock_, random_};
    return client.call(verb, {}, kLong);
  }
  crypto::Certificate certificate() const {
    std::ifstream file{state() / "device.pem", std::ios::binary};
    const std::string pem{std::istreambuf_iterator<char>{file}, {}};
    return crypto::parse_chain_pem(base::as_bytes(pem)).value().front();
  }
  crypto::TlsContext client_tls(std::vector<std::string> protocols) const {
    std::ifstream file{root() / "factory/factory-ca.pem", std::ios::binary};
    const std::string pem{std::istreambuf_iterator<char>{file}, {}};
    crypto::TlsClientOptions options;
    options.trust.roots = {crypto::Certificate::from_pem(base::as_bytes(pem)).value()};
    options.protocols = std::move(protocols);
    return crypto::TlsContext::client(options).value();
  }

  http::Response ask(http::Method method, const std::string& target, base::Json body = {}) {
    http::Client client{thread_.reactor(), client_tls({"http/1.1"}), {}};
    http::ClientRequest request{
        .method = method, .host = "127.0.0.1", .port = https, .target = target};
    if (!body.is_null()) {
      request.headers.add("Content-Type", "application/json");
      request.body = base::to_bytes(body.dump());
    }
    return client.call(std::move(request)).value();
  }
  http::Response claim() {
    base::Json body;
    body["claim_code"] = base::as_text(call("claim_code").value().body);
    body["name"] = "demo";
    body["password"] = kPassword;
    return ask(http::Method::Post, "/api/v1/setup", std::move(body));
  }

  std::string url(const std::string& path, const std::string& password = kPassword) const {
    return "rtsp://demo:" + password + "@127.0.0.1:" + std::to_string(rtsp) + path;
  }
  std::string tls_url(const std::string& path) const {
    return std::string{"rtsps://demo:"} + kPassword + "@127.0.0.1:" + std::to_string(rtsps) + path;
  }

  http::Reactor& client_reactor() { return thread_.reactor(); }

  std::uint16_t https = 0;
  std::uint16_t rtsps = 0;
  std::uint16_t rtsp = 0;

 private:
  void read_line(std::string_view line) {
    const auto read = [&](std::string_view event, std::uint16_t& port) {
      const std::string before = "127.0.0.1 port ";
      const std::size_t found = line.find(before);
      if (line.find("\"event\":\"" + std::string{event}) == std::string_view::npos ||
          found == std::string_view::npos) {
        return;
      }
      port = static_cast<std::uint16_t>(std::stoi(std::string{line.substr(found + before.size())}));
    };
    read("https-listening", https);
    read("rtsps-listening", rtsps);
    read("rtsp-listening", rtsp);
  }

  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource random_;
  test_support::ClientThread thread_;
  mini_init::MiniInit init_{
      {.layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR},
       .on_line = [this](std::string_view, std::string_view line) { read_line(line); }}};
};

// Ends by force what hangs.
inline test_support::Ended run_limited(std::vector<std::string> command) {
  std::vector<std::string> limited{"/usr/bin/timeout", "120"};
  limited.insert(limited.end(), command.begin(), command.end());
  return test_support::run_program(std::move(limited));
}

inline test_support::Ended ffprobe(const std::string& url) {
  return run_limited({"/usr/bin/ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_entries",
                      "stream=codec_name,width,height,r_frame_rate", "-of", "csv=p=0", url});
}

inline test_support::Ended record(const std::string& url, const std::string& seconds,
                                  const std::string& file) {
  return run_limited({"/usr/bin/ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-t",
                      seconds, "-c", "copy", "-y", file});
}

}  // namespace camera_test
