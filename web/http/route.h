// One operation of an API: where it is, who may, what it takes, and what it does.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "web/http/message.h"
#include "web/http/responder.h"
#include "web/http/websocket.h"

namespace http {

// A permission, named by whoever owns the policy: `constexpr Permission kViewLive{"view-live"};`
class Permission {
 public:
  explicit constexpr Permission(std::string_view name) : name_{name} {}
  constexpr std::string_view name() const { return name_; }
  constexpr bool operator==(const Permission&) const = default;

 private:
  std::string_view name_;  // a literal
};

// Who may call an operation. There is no default: a route that forgets to say does not compile.
class Access {
 public:
  static constexpr Access open_to_all() { return Access{}; }
  static constexpr Access needs(Permission permission) { return Access{permission}; }

  constexpr bool is_public() const { return permission_.name().empty(); }
  constexpr Permission permission() const { return permission_; }

 private:
  constexpr Access() = default;
  explicit constexpr Access(Permission permission) : permission_{permission} {}

  Permission permission_{""};
};

// Answers at once, on the reactor's thread: for what never blocks.
struct Quick {
  std::function<Response(const Request&)> answer;
};
// Answers from a worker thread: for what waits for a disk, a database or another process.
struct Blocking {
  std::function<Response(const Request&)> answer;
};
// Answers later, from any thread, through the responder. Called on the reactor's thread.
struct Later {
  std::function<void(std::shared_ptr<const Request>, Responder)> start;
};
// Opens a WebSocket, or answers with a response when it will not. On the reactor's thread.
struct Upgrade {
  std::function<std::variant<std::unique_ptr<WebSocketSession>, Response>(const Request&)> open;
};

using Handler = std::variant<Quick, Blocking, Later, Upgrade>;

inline constexpr std::uint64_t kBodyBytesMaxDefault = 64 * 1024;

struct Route {
  Method method;             // GET also serves HEAD
  std::string path;          // "/api/v1/cameras/{camera}"
  std::string operation_id;  // as the API's description names it
  Access access;
  Handler handler;
  std::uint64_t body_bytes_max = kBodyBytesMaxDefault;
  std::string takes = "application/json";  // the only Content-Type a body may have
  std::string gives = "application/json";  // what Accept must allow; "*/*" promises nothing
};

// The plain case: a JSON operation that waits for something.
inline Route blocking(Method method, std::string path, std::string operation_id,
                      Permission permission, std::function<Response(const Request&)> answer) {
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation_id),
          .access = Access::needs(permission),
          .handler = Blocking{std::move(answer)}};
}

// Plain operations that share what they work on, each a function of that and the request.
template <typename Parts>
class Operations {
 public:
  using Answer = Response (*)(const Parts&, const Request&);

  explicit Operations(const Parts& parts) : parts_{parts} {}

  Route& add(Method method, std::string path, std::string operation_id, Permission permission,
             Answer answer) {
    routes_.push_back(blocking(
        method, std::move(path), std::move(operation_id), permission,
        [parts = parts_, answer](const Request& request) { return answer(parts, request); }));
    return routes_.back();
  }
  std::vector<Route> take() && { return std::move(routes_); }

 private:
  Parts parts_;
  std::vector<Route> routes_;
};

}  // namespace http
