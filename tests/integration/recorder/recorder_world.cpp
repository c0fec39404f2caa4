#include "tests/integration/recorder/recorder_world.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/real_file_system.h"

namespace recorder_test {
namespace {

// ./test runs the recorder of the build for data races among the programs of this one.
std::string programs() {
  const char* const other = std::getenv("CUSTODY_PROGRAMS");
  return other != nullptr ? other : CUSTODY_BIN_DIR;
}

std::string text(const base::Json& row, std::string_view name) {
  const auto found = row.get_string(name);
  return found ? *found : std::string{};
}

}  // namespace

RecorderWorld::RecorderWorld()
    : init_{{.layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = programs()},
             .credentials = {{"site-unlock", root_ / "site-unlock"},
                             {"recorder-key", root_ / "recorder-key"}}}} {
  std::ofstream{root_ / "site-unlock", std::ios::binary} << std::string(48, 'c');
  std::ofstream{root_ / "recorder-key", std::ios::binary} << std::string(48, 'r');
}

void RecorderWorld::start() {
  if (const auto started = init_.start(kRecorder); !started) {
    throw std::runtime_error{started.error().message};
  }
}

void RecorderWorld::start_alone(const std::string& unit) {
  mini_init::SupervisedService& service = *init_.find(unit);
  if (const auto started = service.start(); !started) {
    throw std::runtime_error{started.error().message};
  }
  if (!init_.run_until([&] { return service.state() == mini_init::State::Ready; }, kLong)) {
    throw std::runtime_error{unit + " does not become ready"};
  }
}

base::ipc::Client::Options RecorderWorld::socket_of(const std::string& program) const {
  base::ipc::Client::Options options;
  options.path = root_.path() + "/run/custody/" + program + "/control.sock";
  return options;
}

base::Result<base::ipc::Reply> RecorderWorld::ask(const std::string& program,
                                                  const std::string& verb,
                                                  base::Json::Object arguments,
                                                  std::string_view body) {
  base::ipc::Client client{socket_of(program), clock_, ids_};
  base::ipc::Payload payload;
  payload.arguments = base::Json{std::move(arguments)};
  payload.body = base::to_bytes(body);
  return client.call(verb, std::move(payload), kLong);
}

base::Result<base::ipc::Reply> RecorderWorld::call(const std::string& verb,
                                                   base::Json::Object arguments,
                                                   std::string_view body) {
  return ask("recorder", verb, std::move(arguments), body);
}

base::Result<base::ipc::Reply> RecorderWorld::call_keeper(const std::string& verb,
                                                          base::Json::Object arguments) {
  return ask("keeper", verb, std::move(arguments), {});
}

SegmentOpener RecorderWorld::opener() {
  auto printed = call_keeper("recovery_key", {{"actor", "test"}});
  if (!printed) throw std::runtime_error{printed.error().message};
  return {crypto::Secret::take(std::move(printed->body)), volume()};
}

std::vector<base::UniqueFd> RecorderWorld::watch(const std::string& camera) {
  viewer_ = std::make_unique<base::ipc::Client>(socket_of("recorder"), clock_, ids_);
  base::ipc::Payload asked;
  asked.arguments["camera"] = camera;
  asked.arguments["stream"] = "main";
  auto reply = viewer_->call("live", std::move(asked), kLong);
  if (!reply) throw std::runtime_error{reply.error().message};
  return std::move(reply->descriptors);
}

std::string RecorderWorld::add_camera(const std::string& url, const std::string& password,
                                      base::Json::Object more) {
  const std::string camera = base::to_string(ids_.next());
  base::Json::Object arguments{{"camera", camera}, {"name", "Door"}, {"url", url}, {"user", "eva"}};
  for (auto& [name, value] : more) arguments[name] = value;
  if (const auto set = call("set_camera", std::move(arguments), password); !set) {
    throw std::runtime_error{set.error().message};
  }
  return camera;
}

void RecorderWorld::follow() {
  follower_ = std::make_unique<base::ipc::Client>(
      socket_of("recorder"), clock_, ids_,
      [this](base::ipc::Message event) { take(std::move(event)); });
}

void RecorderWorld::take(base::ipc::Message event) {
  const base::Json& row = event.payload.arguments;
  if (event.name == "reset") {
    states_.clear();
    segments_.clear();
    last_n_ = 0;
    return;
  }
  last_n_ = row.get_int("n").value();
  if (text(row, "kind") == "state") states_[text(row, "camera") + text(row, "stream")] = row;
  if (text(row, "kind") == "segment") segments_[text(row, "segment")] = row;
}

const base::Json& RecorderWorld::state_of(const std::string& camera,
                                          const std::string& stream) const {
  static const base::Json kNone;
  const auto found = states_.find(camera + stream);
  return found == states_.end() ? kNone : found->second;
}

std::map<std::int64_t, base::Json> RecorderWorld::segments_of(const std::string& camera) const {
  std::map<std::int64_t, base::Json> found;
  for (const auto& [id, row] : segments_) {
    if (text(row, "camera") == camera) found[row.get_int("sequence").value()] = row;
  }
  return found;
}

std::int64_t RecorderWorld::records(const std::string& camera, std::int64_t sequence) const {
  const auto segments = segments_of(camera);
  const auto found = segments.find(sequence);
  return found == segments.end() ? 0 : found->second.get_int("records").value();
}

std::string RecorderWorld::path_of(const std::string& camera, std::int64_t sequence) const {
  return volume() + "/" + segments_of(camera).at(sequence).get_string("path").value();
}

bool RecorderWorld::wait(const std::function<bool()>& done) {
  return init_.run_until(
      [&] {
        if (follower_) {
          follower_->poll_once(std::chrono::milliseconds{10});
          if (follower_->connected() && follower_->session() != session_) {
            session_ = follower_->session();
            base::ipc::Payload from;
            from.arguments["from"] = last_n_;
            follower_->start("follow", std::move(from), kLong, [](const auto&) {});
          }
        }
        return done();
      },
      kLong);
}

RecorderWorld::Checked RecorderWorld::check() {
  base::RealFileSystem files;
  Checked checked;
  const std::string paths[] = {volume()};
  const storage::CheckCallbacks callbacks{
      .finding =
          [&](const storage::Finding& finding) {
            checked.findings += std::string{to_string(finding.kind)} + " " + finding.path + " " +
                                finding.text + "\n";
          },
      .segment = [&](const storage::SegmentReport& report) { checked.segments.push_back(report); }};
  checked.result = storage::check_archive(files, paths, {}, callbacks).value();
  return checked;
}

}  // namespace recorder_test
