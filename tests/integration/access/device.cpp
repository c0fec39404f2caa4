#include "tests/integration/access/device.h"

#include <signal.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/ipc/client.h"
#include "crypto/tls/tls_session.h"
#include "crypto/x509/certificate.h"
#include "tests/support/exchanges.h"
#include "tests/support/web_settings.h"

namespace access_integration {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

std::vector<Kind> kinds() {
  return {{.name = "recorder",
           .unit = "custodyd.service",
           .area = "control",
           .certificate = "/https/server.pem",
           .description = CUSTODY_API_DIR "/openapi.json",
           .cookie = "__Host-custody-recorder"},
          {.name = "camera",
           .unit = "custody-camera.service",
           .area = "camera",
           .certificate = "/device.pem",
           .description = CUSTODY_API_DIR "/camera.openapi.json",
           .cookie = "__Host-custody-camera"}};
}

base::Json Answer::json() const {
  return base::parse_json(body).value();
}

std::string Answer::code() const {
  const auto parsed = base::parse_json(body);
  if (!parsed) return "";
  const auto code = parsed->get_string("code");
  return code ? *code : "";
}

Device::Device(Kind kind) : kind_{std::move(kind)} {
  if (kind_.name == "recorder") {
    test_support::write_web_settings(root_.path(), kind_.description);
  } else {
    test_support::write_camera_settings(root_.path(), kind_.description);
  }
  init_ = std::make_unique<mini_init::MiniInit>(mini_init::MiniInit::Options{
      .layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR},
      .on_line = [this](std::string_view, std::string_view line) { read_line(line); }});
  start();
}

void Device::start() {
  port_ = 0;
  if (const auto started = init_->start(kind_.unit); !started) {
    throw std::runtime_error{started.error().message};
  }
  if (!init_->run_until([this] { return port_ != 0; }, kLong)) {
    throw std::runtime_error{kind_.name + " does not listen"};
  }
}

void Device::restart() {
  init_->stop(kind_.unit);
  start();
}

void Device::kill() {
  const int starts = init_->find(kind_.unit)->starts();
  port_ = 0;
  init_->find(kind_.unit)->send_signal(SIGKILL);
  const auto there = [&] { return init_->find(kind_.unit)->starts() > starts && port_ != 0; };
  if (!wait(there)) throw std::runtime_error{kind_.name + " does not come back"};
}

void Device::read_line(std::string_view line) {
  log_.emplace_back(line);
  const auto read = [&](std::string_view event, std::uint16_t& port) {
    const std::string before = "127.0.0.1 port ";
    const std::size_t found = line.find(before);
    if (line.find("\"event\":\"" + std::string{event} + "\"") == std::string_view::npos) return;
    if (found == std::string_view::npos) return;
    port = static_cast<std::uint16_t>(std::stoi(std::string{line.substr(found + before.size())}));
  };
  read("https-listening", port_);
  read("rtsps-listening", rtsps_port_);
}

crypto::Certificate Device::shown_at(std::uint16_t port, std::vector<std::string> protocols) {
  crypto::TlsClientOptions options;
  options.any_certificate = true;
  options.protocols = std::move(protocols);
  test_support::RawConnection connection{reactor(), port,
                                         crypto::TlsContext::client(options).value(), "127.0.0.1"};
  if (!connection.ok()) throw std::runtime_error{"no connection"};
  return connection.tls()->peer.value();
}

void Device::read_log() {
  (void)init_->run_until([] { return false; }, std::chrono::milliseconds{200});
}

crypto::TlsContext Device::tls() const {
  const std::string root = kind_.name == "camera"
                               ? root_.path() + std::string{"/factory/factory-ca.pem"}
                               : state() + kind_.certificate;
  crypto::TlsClientOptions options;
  options.trust.roots = believed_;
  options.trust.roots.push_back(
      crypto::Certificate::from_pem(base::as_bytes(text_of(root))).value());
  options.protocols = {"http/1.1"};
  return crypto::TlsContext::client(options).value();
}

std::string Device::claim_code() {
  base::ipc::Client::Options options;
  options.path = std::string{root_.path()} + "/run/custody/" + kind_.area + "/control.sock";
  base::ipc::Client client{std::move(options), clock_, ids_};
  return std::string{base::as_text(client.call("claim_code", {}, kLong).value().body)};
}

std::string Device::reset_access() {
  base::ipc::Client::Options options;
  options.path = std::string{root_.path()} + "/run/custody/" + kind_.area + "/control.sock";
  base::ipc::Client client{std::move(options), clock_, ids_};
  return std::string{base::as_text(client.call("reset_access", {}, kLong).value().body)};
}

Caller Device::claim() {
  base::Json body;
  body["claim_code"] = claim_code();
  body["name"] = "owner";
  body["password"] = kOwnerPassword;
  const auto claimed = ask({}, http::Method::Post, "/api/v1/setup", body.dump());
  if (claimed.status != 201) throw std::runtime_error{"claim: " + claimed.body};
  return sign_in("owner", kOwnerPassword);
}

Caller Device::sign_in(const std::string& name, const std::string& password) {
  base::Json body;
  body["name"] = name;
  body["password"] = password;
  const auto answer = ask({}, http::Method::Post, "/api/v1/session", body.dump());
  if (answer.status != 201) return {};
  const std::string set{answer.headers.get("Set-Cookie")};
  return {.cookie = set.substr(0, set.find(';')),
          .csrf_token = answer.json().get_string("csrf_token").value()};
}

Caller Device::add(const Caller& owner, const std::string& name, const std::string& members) {
  const auto made =
      ask(owner, http::Method::Post, "/api/v1/accounts",
          R"({"name":")" + name + R"(","password":"a first sentence",)" + members + "}");
  if (made.status != 201) throw std::runtime_error{"add: " + made.body};
  const Caller first = sign_in(name, "a first sentence");
  const auto chosen = ask(first, http::Method::Post, "/api/v1/session/password",
                          R"({"present_password":"a first sentence",)"
                          R"("password":"a sentence of my own"})");
  if (chosen.status != 204) throw std::runtime_error{"choose: " + chosen.body};
  return first;
}

Answer Device::ask(const Caller& caller, http::Method method, const std::string& target,
                   const std::string& body, const http::Headers& more) {
  http::Client::Options options;
  options.timeout = kLong;
  const http::Client client{thread_.reactor(), tls(), options};
  http::ClientRequest request{
      .method = method, .host = "127.0.0.1", .port = port_, .target = target};
  if (!caller.cookie.empty()) request.headers.set("Cookie", caller.cookie);
  if (!caller.csrf_token.empty()) request.headers.set("X-CSRF-Token", caller.csrf_token);
  if (!caller.bearer.empty()) request.headers.set("Authorization", "Bearer " + caller.bearer);
  if (!body.empty()) {
    request.headers.set("Content-Type", "application/json");
    request.body = base::to_bytes(body);
  }
  for (const auto& field : more) request.headers.set(field.name, field.value);
  auto response = client.call(request);
  if (!response) throw std::runtime_error{response.error().message};
  test_support::keep_exchange({.device = kind_.name,
                               .method = http::to_string(method),
                               .target = target,
                               .request = body,
                               .status = response->status,
                               .type = response->headers.get("Content-Type"),
                               .answer = base::as_text(response->body)});
  return {response->status, response->headers, std::string{base::as_text(response->body)}};
}

std::string Device::say(const std::string& bytes) {
  test_support::RawConnection connection{thread_.reactor(), port_, tls(), "127.0.0.1"};
  if (!connection.ok()) return "no connection";
  if (!connection.send(bytes)) return "not taken";
  return connection.read_to_end();
}

}  // namespace access_integration
