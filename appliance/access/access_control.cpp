#include "appliance/access/access_control.h"

#include <cassert>
#include <utility>

#include "appliance/access/permissions.h"
#include "base/event/catalogue.h"
#include "crypto/secret.h"
#include "web/http/origin.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

constexpr std::size_t kPathBytesMax = 256;  // of a line about a refusal

bool is_write(const http::Request& request) {
  return request.method != http::Method::Get && request.method != http::Method::Head;
}

bool is_upgrade(const http::Request& request) {
  return request.headers.find("Upgrade") != nullptr;
}

}  // namespace

const SignedIn& signed_in(const http::Request& request) {
  const auto* identity = dynamic_cast<const SignedIn*>(request.identity.get());
  assert(identity != nullptr);
  return *identity;
}

std::optional<http::Response> AccessControl::authorize(http::Request& request,
                                                       const http::Access& access) const {
  if (access.is_public()) return std::nullopt;
  const bool foreign =
      (is_write(request) || is_upgrade(request)) && !http::is_same_origin(request.headers);
  if (foreign) {
    return refuse(request, 403, "foreign_origin", "A page of another site asked for this.");
  }
  const http::Permission permission = access.permission();
  if (permission == kSetUp) return std::nullopt;
  if (!accounts_.any()) {
    return refuse(request, 403, "setup_required", "This device is not set up yet.");
  }
  if (permission == kSignIn) return std::nullopt;

  const auto identity = identify(request);
  if (!identity) return refuse(request, 401, "not_signed_in", "Sign in first.");
  request.identity = identity;
  if (!role_may(identity->account.role, permission)) {
    return refuse(request, 403, "forbidden", "This account may not do this.");
  }
  if (is_write(request) &&
      !crypto::equal_constant_time(base::as_bytes(request.headers.get("X-CSRF-Token")),
                                   base::as_bytes(identity->csrf_token))) {
    return refuse(request, 403, "csrf_token_wrong", "X-CSRF-Token is not this session's.");
  }
  return std::nullopt;
}

std::shared_ptr<const SignedIn> AccessControl::identify(const http::Request& request) const {
  const std::string_view token = cookie_.token_in(request.headers);
  if (token.empty()) return nullptr;
  const auto session = sessions_.use(token);
  if (!session) return nullptr;
  const auto account = accounts_.find(session->account);
  if (!account) return nullptr;
  const auto identity = std::make_shared<SignedIn>();
  identity->account = *account;
  identity->session = *session;
  identity->csrf_token = csrf_token_of(token);
  return identity;
}

std::optional<http::Response> AccessControl::refuse(const http::Request& request, int status,
                                                    std::string_view code,
                                                    std::string_view detail) const {
  const auto* identity = dynamic_cast<const SignedIn*>(request.identity.get());
  base::Event event{base::events::kRequestRefused, identity ? identity->account.name : "", {}};
  event.fields["reason"] = code;
  event.fields["method"] = http::to_string(request.method);
  event.fields["path"] = request.target.path().substr(0, kPathBytesMax);
  event.fields["address"] = request.peer.text();
  log_.tell(std::move(event));
  return http::problem(status, code, detail);
}

}  // namespace appliance
