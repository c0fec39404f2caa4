#include "nvr/recorder/recorder_verbs.h"

#include <algorithm>
#include <utility>

#include "media/rtsp/rtsp_url_parser.h"

namespace nvr {
namespace {

using base::Json;
using base::Result;
using base::ipc::Reply;
using base::ipc::Request;

base::Error bad_request(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// The body's own buffer, so that no copy is left behind.
crypto::Secret secret_of(Request& request) {
  return crypto::Secret::take(std::move(request.payload.body));
}

Result<storage::StreamKey> stream_of(const Json& arguments) {
  ASSIGN_OR_RETURN(const std::string camera, arguments.get_string("camera"));
  ASSIGN_OR_RETURN(const base::Id id, base::parse_id(camera));
  ASSIGN_OR_RETURN(const std::string name, arguments.get_string("stream"));
  const auto stream = storage::parse_stream_name(name);
  if (!stream || (*stream != storage::StreamId::Main && *stream != storage::StreamId::Sub)) {
    return bad_request("stream is main or sub");
  }
  return storage::StreamKey{id, *stream};
}

Result<RtspSession::Options> probe_options(Request& request) {
  const Json& arguments = request.payload.arguments;
  crypto::Secret password = secret_of(request);
  RtspSession::Options options;
  ASSIGN_OR_RETURN(const std::string url, arguments.get_string("url"));
  auto parsed = media::parse_rtsp_url(url);
  if (!parsed) return bad_request("url is no rtsp or rtsps URL");
  options.url = std::move(parsed->url);
  options.user = std::move(parsed->user);
  if (const Json* user = arguments.find("user"); user != nullptr && user->as_string() != nullptr) {
    options.user = *user->as_string();
  }
  if (options.user.size() > kCameraUserBytesMax || password.size() > kCameraPasswordBytesMax) {
    return bad_request("user or password are too long");
  }
  if (password.empty()) password = std::move(parsed->password);
  options.password = std::make_shared<const crypto::Secret>(std::move(password));
  const Json* pinned = arguments.find("fingerprint");
  if (pinned != nullptr && pinned->as_string() != nullptr && !pinned->as_string()->empty()) {
    ASSIGN_OR_RETURN(options.fingerprint, parse_fingerprint(*pinned->as_string()));
  }
  return options;
}

}  // namespace

RecorderVerbs::RecorderVerbs(base::ControlService& control, RecorderService& service)
    : control_{control}, service_{service} {
  control.handle_later("probe", [this](Request request) { probe(std::move(request)); });
  control.handle("set_camera", [this](Request request) { return set_camera(std::move(request)); });
  control.handle("remove_camera",
                 [this](const Request& request) { return remove_camera(request); });
  control.handle("cameras", [this](const Request&) { return cameras(); });
  control.handle("volumes", [this](const Request&) { return volumes(); });
  control.handle_later("follow", [this](const Request& request) {
    if (service_.started()) return service_.feed().follow(request);
    control_.answer(request.reply_to, base::Error{base::ErrorKind::Unavailable, "starting"});
  });
  control.handle_later("live", [this](const Request& request) { live(request); });
  control.handle("live_end", [this](const Request& request) { return live_end(request); });
  control.on_closed([this](base::ipc::ConnectionId connection) { on_closed(connection); });
}

void RecorderVerbs::probe(Request request) {
  const base::ipc::ReplyTo to = request.reply_to;
  auto options = probe_options(request);
  if (!options) return control_.answer(to, std::move(options).error());
  if (probes_ >= kProbesMax) {
    return control_.answer(
        to, base::Error{base::ErrorKind::Unavailable, "too many cameras are being looked at"});
  }
  const std::uint64_t number = ++last_probe_;
  ++probes_;
  service_.reactor().post([this, to, number, options = *std::move(options)] {
    auto& probe = under_way_[number];
    probe = std::make_unique<Probe>(service_.reactor(), service_.clock(), service_.ids(), options,
                                    [this, to, number](const base::Json& result) {
                                      under_way_.erase(number);
                                      control_.post([this, to, result] {
                                        --probes_;
                                        Reply reply;
                                        reply.arguments = result;
                                        control_.answer(to, std::move(reply));
                                      });
                                    });
    probe->start();
  });
}

Result<Reply> RecorderVerbs::set_camera(Request request) {
  const crypto::Secret password = secret_of(request);
  ASSIGN_OR_RETURN(Camera camera, camera_from(request.payload.arguments));
  std::optional<crypto::Secret> changed;
  if (!password.empty()) changed = password.clone();
  ASSIGN_OR_RETURN(const auto before, service_.cameras().find(camera.id));
  // Who does not speak of the certificate does not let go of the one that is known.
  const Json* pin = request.payload.arguments.find("fingerprint");
  if (before && before->url == camera.url && (pin == nullptr || pin->is_null())) {
    camera.fingerprint = before->fingerprint;
  }
  RETURN_IF_ERROR(service_.cameras().put(camera, changed));
  service_.apply(camera, changed.has_value() || !before);
  return Reply{};
}

Result<Reply> RecorderVerbs::remove_camera(const Request& request) {
  ASSIGN_OR_RETURN(const std::string camera, request.payload.arguments.get_string("camera"));
  ASSIGN_OR_RETURN(const base::Id id, base::parse_id(camera));
  RETURN_IF_ERROR(service_.cameras().remove(id));
  service_.forget(id);
  return Reply{};
}

Result<Reply> RecorderVerbs::cameras() {
  ASSIGN_OR_RETURN(const auto all, service_.cameras().cameras());
  Json::Array list;
  for (const Camera& camera : all) list.push_back(to_json(camera));
  Reply reply;
  reply.arguments["cameras"] = Json{std::move(list)};
  return reply;
}

Result<Reply> RecorderVerbs::volumes() const {
  Json::Array list;
  for (const storage::Volume& volume : service_.volumes()) {
    Json each;
    each["volume"] = base::to_string(volume.id());
    each["path"] = volume.path();
    const auto space = volume.space();
    each["free_bytes"] = space ? space->free_bytes : 0;
    each["total_bytes"] = space ? space->total_bytes : 0;
    list.push_back(std::move(each));
  }
  Reply reply;
  reply.arguments["recorder"] = base::to_string(service_.recorder());
  reply.arguments["volumes"] = Json{std::move(list)};
  return reply;
}

void RecorderVerbs::live(const Request& request) {
  const base::ipc::ReplyTo to = request.reply_to;
  const auto stream = stream_of(request.payload.arguments);
  if (!stream) return control_.answer(to, stream.error());
  if (watched_.size() >= kWatchedMax) {
    return control_.answer(to, base::Error{base::ErrorKind::Unavailable, "too many watch"});
  }
  const WatcherId watcher = ++last_watcher_;
  watched_.push_back({to.connection, *stream, watcher});
  // A connection that only watches must not count as idle.
  control_.subscribe(to);
  service_.reactor().post([this, to, stream = *stream, watcher] {
    auto view = std::make_shared<Result<LiveView>>(service_.recording().watch(stream, watcher));
    control_.post([this, to, watcher, view] {
      if (!*view) {
        std::erase_if(watched_, [&](const Watched& each) { return each.watcher == watcher; });
        return control_.answer(to, view->error());
      }
      Reply reply;
      reply.descriptors.push_back(std::move((*view)->memory));
      reply.descriptors.push_back(std::move((*view)->bell));
      control_.answer(to, std::move(reply));
    });
  });
}

template <typename Which>
void RecorderVerbs::unwatch(const Which& which) {
  for (const Watched& each : watched_) {
    if (!which(each)) continue;
    service_.reactor().post([this, stream = each.stream, watcher = each.watcher] {
      service_.recording().unwatch(stream, watcher);
    });
  }
  std::erase_if(watched_, which);
}

Result<Reply> RecorderVerbs::live_end(const Request& request) {
  ASSIGN_OR_RETURN(const auto stream, stream_of(request.payload.arguments));
  unwatch([&](const Watched& each) {
    return each.connection == request.reply_to.connection && each.stream == stream;
  });
  return Reply{};
}

void RecorderVerbs::on_closed(base::ipc::ConnectionId connection) {
  unwatch([&](const Watched& each) { return each.connection == connection; });
  if (service_.started()) service_.feed().drop(connection);
}

}  // namespace nvr
