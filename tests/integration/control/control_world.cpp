#include "tests/integration/control/control_world.h"

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "crypto/x509/certificate.h"
#include "tests/support/exchanges.h"
#include "tests/support/web_settings.h"

namespace control_test {
namespace {

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

base::Json Answer::json() const {
  auto parsed = base::parse_json(base::as_text(body), {.bytes_max = std::size_t{64} << 20});
  return parsed ? *std::move(parsed) : base::Json{};
}

std::string Answer::code() const {
  return text("code");
}

std::string Answer::text(std::string_view member) const {
  const auto found = json().get_string(member);
  return found ? *found : "";
}

ControlWorld::ControlWorld()
    : init_{{.layout = {.units = CUSTODY_UNITS_DIR,
                        .root = root_.path(),
                        .programs = CUSTODY_BIN_DIR},
             .credentials = {{"site-unlock", root_ / "site-unlock"}},
             .on_line = [this](std::string_view, std::string_view line) { read_line(line); }}} {
  test_support::write_web_settings(root_.path(), CUSTODY_API_DIR "/openapi.json");
  give_credential(std::string(48, 'c'));
}

void ControlWorld::give_credential(const std::string& text) {
  std::ofstream{root_ / "site-unlock", std::ios::binary} << text;
}

// The log line that says where it listens.
void ControlWorld::read_line(std::string_view line) {
  const std::string before = "127.0.0.1 port ";
  const std::size_t found = line.find(before);
  if (found == std::string_view::npos) return;
  port_ = static_cast<std::uint16_t>(std::stoi(std::string{line.substr(found + before.size())}));
}

void ControlWorld::start() {
  port_ = 0;
  if (const auto started = init_.start(kControl); !started) {
    throw std::runtime_error{started.error().message};
  }
  await_port();
}

void ControlWorld::await_port() {
  if (!init_.run_until([this] { return port_ != 0; }, kLong)) {
    throw std::runtime_error{"custodyd does not listen"};
  }
}

void ControlWorld::kill(const std::string& unit) {
  mini_init::SupervisedService& service = *init_.find(unit);
  const int starts = service.starts();
  if (unit == kControl) port_ = 0;
  service.send_signal(SIGKILL);
  const auto back = [&] {
    return service.starts() > starts && service.state() == mini_init::State::Ready;
  };
  if (!init_.run_until(back, kLong)) throw std::runtime_error{unit + " does not come back"};
  await_port();
}

void ControlWorld::restart(const std::string& unit) {
  init_.stop(unit);
  if (unit == kControl) return start();
  if (const auto started = init_.start(unit); !started) {
    throw std::runtime_error{started.error().message};
  }
}

crypto::TlsContext ControlWorld::tls() const {
  const std::filesystem::path folder = root() + "/state/custody/control/https";
  const bool by_site = std::filesystem::exists(folder / "site-ca.pem");
  const auto pem = text_of_file(folder / (by_site ? "site-ca.pem" : "server.pem"));
  crypto::TlsClientOptions tls;
  tls.trust.roots = {crypto::Certificate::from_pem(base::as_bytes(pem)).value()};
  return crypto::TlsContext::client(tls).value();
}

http::Client ControlWorld::client() const {
  http::Client::Options options;
  options.timeout = kLong;
  options.response.body_bytes_max = std::uint64_t{256} << 20;
  return http::Client{thread_.reactor(), tls(), options};
}

http::ClientRequest ControlWorld::request(http::Method method, const std::string& target) const {
  http::ClientRequest request{
      .method = method, .host = "127.0.0.1", .port = port_, .target = target};
  if (!cookie_.empty()) request.headers.set("Cookie", cookie_);
  if (!csrf_token_.empty()) request.headers.set("X-CSRF-Token", csrf_token_);
  return request;
}

Answer ControlWorld::ask(http::ClientRequest request) {
  auto response = client().call(request);
  if (!response) throw std::runtime_error{response.error().message};
  test_support::keep_exchange({.device = "recorder",
                               .method = http::to_string(request.method),
                               .target = request.target,
                               .request = base::as_text(request.body),
                               .status = response->status,
                               .type = response->headers.get("Content-Type"),
                               .answer = base::as_text(response->body)});
  Answer answer{response->status, response->headers, std::move(response->body)};
  if (const std::string* set = answer.headers.find("Set-Cookie")) {
    cookie_ = set->substr(0, set->find(';'));
    csrf_token_ = answer.text("csrf_token");
  }
  return answer;
}

Answer ControlWorld::get(const std::string& target, const http::Headers& more) {
  auto asked = request(http::Method::Get, target);
  for (const auto& field : more) asked.headers.set(field.name, field.value);
  return ask(std::move(asked));
}

Answer ControlWorld::send(http::Method method, const std::string& target, const base::Json& body) {
  auto asked = request(method, target);
  if (!body.is_null()) {
    asked.headers.set("Content-Type", "application/json");
    asked.body = base::to_bytes(body.dump());
  }
  return ask(std::move(asked));
}

void ControlWorld::forget_session() {
  cookie_.clear();
  csrf_token_.clear();
}

void ControlWorld::open_websocket(const std::string& target,
                                  std::unique_ptr<http::WebSocketSession> session) {
  client().open_websocket(request(http::Method::Get, target), std::move(session));
}

std::string ControlWorld::add_camera(const std::string& url, const std::string& password) {
  const auto added =
      post("/api/v1/cameras",
           base::Json{base::Json::Object{
               {"name", "Gate"}, {"url", url}, {"user", "eva"}, {"password", password}}});
  if (added.status != 201) throw std::runtime_error{"add camera: " + added.code()};
  return added.text("camera");
}

base::Json ControlWorld::recorded(const std::string& camera, int seconds) {
  base::Json found;
  const bool there = wait([&] {
    const auto timeline = get("/api/v1/cameras/" + camera + "/timeline").json();
    for (const base::Json& span : *timeline.find("spans")->as_array()) {
      const auto from = base::parse_rfc3339(span.get_string("from").value()).value();
      const auto to = base::parse_rfc3339(span.get_string("to").value()).value();
      if (span.get_string("state").value() == "recorded" &&
          to - from >= std::chrono::seconds{seconds}) {
        found = span;
        return true;
      }
    }
    return false;
  });
  if (!there) {
    throw std::runtime_error{"camera " + camera +
                             " is not recorded: " + get("/api/v1/cameras/" + camera).json().dump() +
                             get("/api/v1/cameras/" + camera + "/timeline").json().dump()};
  }
  return found;
}

std::string ControlWorld::range_of(const base::Json& span) {
  return "?from=" + span.get_string("from").value() + "&to=" + span.get_string("to").value();
}

test_support::Ended ControlWorld::custody(std::vector<std::string> words) {
  words.insert(words.begin(), CUSTODY_BIN_DIR "/custody");
  return test_support::run_program(std::move(words));
}

std::string ControlWorld::claim_code() {
  // Asked from beside, so that the daemon's own supervisor goes on meanwhile.
  auto ended = custody({"admin", "claim-code", "--runtime", root() + "/run/custody"});
  while (ended.out.ends_with('\n')) ended.out.pop_back();
  return ended.status == 0 ? ended.out : "";
}

void ControlWorld::claim() {
  const auto claimed =
      post("/api/v1/setup",
           base::Json{base::Json::Object{
               {"claim_code", claim_code()}, {"name", "clerk"}, {"password", kPassword}}});
  if (claimed.status != 201) throw std::runtime_error{"claim: " + claimed.code()};
  const auto made = post("/api/v1/setup/recovery-key", base::Json{base::Json::Object{}});
  recovery_key_ = made.text("recovery_key");
  const auto proven = post("/api/v1/setup/recovery-key/proof",
                           base::Json{base::Json::Object{{"recovery_key", recovery_key_}}});
  if (proven.status != 204) throw std::runtime_error{"proof: " + proven.code() + made.code()};
}

bool ControlWorld::wait(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + kLong;
  while (std::chrono::steady_clock::now() < end) {
    if (done()) return true;
    (void)init_.run_until([] { return false; }, std::chrono::milliseconds{100});
  }
  return false;
}

}  // namespace control_test
