// Finds the operation a request is for, and refuses everything that is not exactly one.
//
// Pure: no sockets, no threads of its own; handle() answers a request in a test. Routes are checked
// when the router is made: duplicates, and templates that could match the same path, throw.
// Immutable afterwards, so any thread may use it.
//
// Refused here, as problem documents: unknown paths (404), methods (405 with Allow), body types
// (415) and sizes (413), Accept that excludes the answer (406), and whatever the Authorizer
// refuses.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "web/http/route.h"

namespace http {

// Called before the handler, and before the body is read, on the reactor's thread; must not block.
// Gives the refusal (401, 403, ...), or nothing to let the request pass; may set request.identity.
// Without an Authorizer only public operations can be reached.
using Authorizer = std::function<std::optional<Response>(Request& request, const Access& access)>;

class Router {
 public:
  struct Options {
    Authorizer authorizer;
    // Answers GET and HEAD of paths no route has, outside /api and /healthz: the front end's files,
    // which everybody may read.
    std::function<Response(const Request&)> public_files;
  };

  Router(std::vector<Route> routes, Options options);  // throws std::invalid_argument

  // Everything that can be decided before the body is there: the route, or the final answer.
  // Fills request.parameters and, through the Authorizer, request.identity.
  std::variant<const Route*, Response> admit(Request& request) const;

  // Admits and answers, waiting for Later at most until the request's deadline; for tests and
  // callers without a network. An Upgrade is answered 426 when refused, 101 when it would open.
  Response handle(Request request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Pattern {
    std::vector<std::string> segments;  // "{name}" for a parameter
    std::vector<const Route*> routes;   // one per method
  };

  void add(const Route& route);
  const Pattern* find(const Target& target) const;
  Response answer_unrouted(const Request& request) const;
  std::optional<Response> refuse(Request& request, const Route& route) const;

  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;
  Options options_;
};

// Runs a handler's function; an exception that escapes it becomes 500 instead of an end of service.
Response answer_safely(const std::function<Response(const Request&)>& answer,
                       const Request& request);

}  // namespace http
