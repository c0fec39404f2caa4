#include "web/http/router.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <set>
#include <stdexcept>

#include "web/http/media_type.h"
#include "web/http/problem.h"

namespace http {
namespace {

bool has_function(const Quick& handler) {
  return static_cast<bool>(handler.answer);
}
bool has_function(const Blocking& handler) {
  return static_cast<bool>(handler.answer);
}
bool has_function(const Later& handler) {
  return static_cast<bool>(handler.start);
}
bool has_function(const Upgrade& handler) {
  return static_cast<bool>(handler.open);
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

std::string_view parameter_name(std::string_view segment) {
  return segment.substr(1, segment.size() - 2);
}

[[noreturn]] void refuse_route(const Route& route, const char* why) {
  throw std::invalid_argument{"route " + route.operation_id + ": " + why};
}

std::vector<std::string> parse_template(const Route& route) {
  if (!route.path.starts_with('/')) refuse_route(route, "path has no leading slash");
  std::vector<std::string> segments;
  std::set<std::string, std::less<>> names;
  std::string_view rest = route.path;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    const bool braces = segment.find_first_of("{}") != std::string_view::npos;
    if (segment.empty() || (braces && !is_parameter(segment))) {
      refuse_route(route, "broken path template");
    }
    if (braces && !names.emplace(segment).second) refuse_route(route, "parameter named twice");
    segments.emplace_back(segment);
  }
  return segments;
}

bool can_match_same_path(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::equal(a, b, [](const std::string& x, const std::string& y) {
    return x == y || is_parameter(x) || is_parameter(y);
  });
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  return std::ranges::equal(pattern, path, [](const std::string& expected, const std::string& got) {
    return is_parameter(expected) ? !got.empty() : expected == got;
  });
}

std::string allowed_methods(const std::vector<const Route*>& routes) {
  std::string allow = "OPTIONS";
  for (const Route* route : routes) {
    allow += ", " + std::string{to_string(route->method)};
    if (route->method == Method::Get) allow += ", HEAD";
  }
  return allow;
}

Response wait_for(const Later& later, std::shared_ptr<const Request> request) {
  const auto promise = std::make_shared<std::promise<Response>>();
  auto answer = promise->get_future();
  const base::SteadyTime deadline = request->deadline;
  later.start(std::move(request),
              Responder{[promise](Response response) { promise->set_value(std::move(response)); }});
  if (deadline != base::SteadyTime::max() &&
      answer.wait_until(deadline) != std::future_status::ready) {
    return problem(504, "timeout", "It took too long.");
  }
  return answer.get();
}

}  // namespace

Router::Router(std::vector<Route> routes, Options options)
    : routes_{std::move(routes)}, options_{std::move(options)} {
  std::set<std::string> operations;
  for (const Route& route : routes_) {
    if (route.operation_id.empty()) refuse_route(route, "no operationId");
    if (!operations.insert(route.operation_id).second)
      refuse_route(route, "operationId used twice");
    if (std::visit([](const auto& handler) { return !has_function(handler); }, route.handler)) {
      refuse_route(route, "no handler");
    }
    add(route);
  }
}

void Router::add(const Route& route) {
  if (route.method == Method::Head || route.method == Method::Options) {
    refuse_route(route, "HEAD and OPTIONS are answered by the router");
  }
  if (std::holds_alternative<Upgrade>(route.handler) && route.method != Method::Get) {
    refuse_route(route, "a WebSocket opens with GET");
  }
  auto segments = parse_template(route);
  for (Pattern& pattern : patterns_) {
    if (pattern.segments == segments) {
      for (const Route* other : pattern.routes) {
        if (other->method == route.method) refuse_route(route, "same method and path twice");
      }
      pattern.routes.push_back(&route);
      return;
    }
    if (can_match_same_path(pattern.segments, segments)) refuse_route(route, "ambiguous path");
  }
  patterns_.push_back({std::move(segments), {&route}});
}

const Router::Pattern* Router::find(const Target& target) const {
  const auto found = std::ranges::find_if(patterns_, [&](const Pattern& pattern) {
    return matches(pattern.segments, target.segments);
  });
  return found == patterns_.end() ? nullptr : &*found;
}

Response Router::answer_unrouted(const Request& request) const {
  const bool reads = request.method == Method::Get || request.method == Method::Head;
  const bool reserved =
      !request.target.segments.empty() &&
      (request.target.segments[0] == "api" || request.target.segments[0] == "healthz");
  if (options_.public_files && !reserved) {
    if (reads) return answer_safely(options_.public_files, request);
    Response refusal = problem(405, "method_not_allowed", "This can only be read.");
    refusal.headers.set("Allow", "GET, HEAD");
    return refusal;
  }
  return problem(404, "not_found", "There is no such path.");
}

std::optional<Response> Router::refuse(Request& request, const Route& route) const {
  if (options_.authorizer) {
    if (auto refusal = options_.authorizer(request, route.access)) return refusal;
  } else if (!route.access.is_public()) {
    return problem(403, "forbidden", "This is not allowed.");
  }
  const std::uint64_t body_bytes =
      std::max<std::uint64_t>(request.body_bytes_declared, request.body.size());
  if (body_bytes > route.body_bytes_max) {
    return problem(413, "body_too_large", "The body is larger than this operation takes.");
  }
  if (body_bytes > 0 && !is_media_type(request.headers.get("Content-Type"), route.takes)) {
    return problem(415, "unsupported_media_type", "This operation takes " + route.takes + ".");
  }
  const std::string* accept = request.headers.find("Accept");
  if (accept != nullptr && route.gives != "*/*" && !accepts_media_type(*accept, route.gives)) {
    return problem(406, "not_acceptable", "This operation gives " + route.gives + ".");
  }
  return std::nullopt;
}

std::variant<const Route*, Response> Router::admit(Request& request) const {
  const Pattern* pattern = find(request.target);
  if (pattern == nullptr) return answer_unrouted(request);
  if (request.method == Method::Options) {
    Response response = empty_response(204);
    response.headers.set("Allow", allowed_methods(pattern->routes));
    return response;
  }
  const Method method = request.method == Method::Head ? Method::Get : request.method;
  const auto found = std::ranges::find_if(
      pattern->routes, [&](const Route* route) { return route->method == method; });
  if (found == pattern->routes.end()) {
    Response refusal = problem(405, "method_not_allowed", "Allow lists what this path takes.");
    refusal.headers.set("Allow", allowed_methods(pattern->routes));
    return refusal;
  }
  request.parameters.clear();
  for (std::size_t i = 0; i < pattern->segments.size(); ++i) {
    const std::string& segment = pattern->segments[i];
    if (!is_parameter(segment)) continue;
    request.parameters.emplace(parameter_name(segment), request.target.segments[i]);
  }
  if (auto refusal = refuse(request, **found)) return *std::move(refusal);
  return *found;
}

Response Router::handle(Request request) const {
  auto admitted = admit(request);
  if (auto* refusal = std::get_if<Response>(&admitted)) return std::move(*refusal);
  const Handler& handler = std::get<const Route*>(admitted)->handler;
  if (const auto* quick = std::get_if<Quick>(&handler)) {
    return answer_safely(quick->answer, request);
  }
  if (const auto* blocking = std::get_if<Blocking>(&handler)) {
    return answer_safely(blocking->answer, request);
  }
  if (const auto* later = std::get_if<Later>(&handler)) {
    return wait_for(*later, std::make_shared<const Request>(std::move(request)));
  }
  auto opened = std::get<Upgrade>(handler).open(request);
  if (auto* refusal = std::get_if<Response>(&opened)) return std::move(*refusal);
  return empty_response(101);
}

Response answer_safely(const std::function<Response(const Request&)>& answer,
                       const Request& request) {
  try {
    return answer(request);
  } catch (const std::exception&) {  // a library's, or no memory: this request fails, not the rest
    return problem(500, "internal_error", "Something failed here.");
  }
}

}  // namespace http
