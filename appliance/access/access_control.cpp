#include "appliance/access/access_control.h"

#include <cassert>
#include <utility>

#include "base/event/catalogue.h"
#include "crypto/secret.h"
#include "web/http/origin.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

constexpr std::size_t kPathBytesMax = 256;  // of a line about a refusal

constexpr std::string_view kBearer = "Bearer ";

bool is_write(const http::Request& request) {
  return request.method != http::Method::Get && request.method != http::Method::Head;
}

bool is_upgrade(const http::Request& request) {
  return request.headers.find("Upgrade") != nullptr;
}

// What a token leaves of its account.
Account narrowed(Account account, const ApiToken& token) {
  std::set<std::string, std::less<>> both;
  for (const std::string_view name : permissions_of(account)) {
    if (token.scopes.contains(name)) both.emplace(name);
  }
  account.role = Role::Custom;
  account.permissions = std::move(both);
  return account;
}

}  // namespace

const SignedIn& signed_in(const http::Request& request) {
  const auto* identity = dynamic_cast<const SignedIn*>(request.identity.get());
  assert(identity != nullptr);
  return *identity;
}

bool may_on_camera(const http::Request& request, http::Permission permission,
                   const base::Id& camera) {
  return may_on_camera(signed_in(request).account, permission, camera);
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
  if (!parts_.accounts.any()) {
    return refuse(request, 403, "setup_required", "This device is not set up yet.");
  }
  if (permission == kSignIn) return std::nullopt;

  const auto identity = identify(request);
  if (!identity) return refuse(request, 401, "not_signed_in", "Sign in first.");
  request.identity = identity;
  if (auto refusal = refuse_beyond_rights(request, permission)) return refusal;
  if (is_write(request) && !identity->token &&
      !crypto::equal_constant_time(base::as_bytes(request.headers.get("X-CSRF-Token")),
                                   base::as_bytes(identity->csrf_token))) {
    return refuse(request, 403, "csrf_token_wrong", "X-CSRF-Token is not this session's.");
  }
  return std::nullopt;
}

std::optional<http::Response> AccessControl::refuse_beyond_rights(
    const http::Request& request, http::Permission permission) const {
  const SignedIn& who = signed_in(request);
  const bool own_affair = permission == kOwnAccount || permission == kAnySession;
  if (who.account.must_change_password && !own_affair) {
    return refuse(request, 403, "password_change_required", "Choose a new password first.");
  }
  if (!may(who.account, permission) || (who.token && permission == kOwnAccount)) {
    return refuse(request, 403, "forbidden", "This account may not do this.");
  }
  const auto camera = request.parameters.find("camera");
  if (camera == request.parameters.end()) return std::nullopt;
  const auto id = base::parse_id(camera->second);
  // As for a camera that is not there: whoever may not know of it does not learn that it is.
  if (id && !may_on_camera(who.account, permission, *id)) {
    return refuse(request, 404, "not_found", "There is no such camera.");
  }
  return std::nullopt;
}

std::optional<Account> AccessControl::valid_account(const base::Id& id) const {
  auto account = parts_.accounts.find(id);
  if (!account || !is_valid(*account, parts_.clock.wall())) return std::nullopt;
  return account;
}

// A token that is given is the only thing that counts: a browser never sends one by itself.
std::shared_ptr<const SignedIn> AccessControl::identify(const http::Request& request) const {
  const std::string_view authorization = request.headers.get("Authorization");
  if (authorization.starts_with(kBearer)) return by_token(authorization.substr(kBearer.size()));
  const std::string_view token = cookie_.token_in(request.headers);
  if (token.empty()) return nullptr;
  const auto session = parts_.sessions.use(token);
  if (!session) return nullptr;
  const auto account = valid_account(session->account);
  if (!account) return nullptr;
  const auto identity = std::make_shared<SignedIn>();
  identity->account = *account;
  identity->session = *session;
  identity->csrf_token = csrf_token_of(token);
  return identity;
}

std::shared_ptr<const SignedIn> AccessControl::by_token(std::string_view secret) const {
  const auto token = parts_.tokens.use(secret);
  if (!token) return nullptr;
  const auto account = valid_account(token->account);
  if (!account) return nullptr;
  const auto identity = std::make_shared<SignedIn>();
  identity->account = narrowed(*account, *token);
  identity->session.id = crypto::sha256(base::as_bytes(secret));
  identity->session.account = account->id;
  identity->session.expires = token->expires;
  identity->token = token->id;
  return identity;
}

AccessControl::Watch AccessControl::watch(const http::Request& request,
                                          http::Permission permission) const {
  const SignedIn& who = signed_in(request);
  return [this, permission, account = who.account.id, session = who.session.id,
          token = who.token](const std::optional<base::Id>& camera) {
    auto now = valid_account(account);
    if (!now) return false;
    if (token) {
      const auto still = parts_.tokens.find(*token);
      if (!still) return false;
      now = narrowed(*std::move(now), *still);
    } else if (!parts_.sessions.touch(session)) {
      return false;
    }
    return camera ? may_on_camera(*now, permission, *camera) : may(*now, permission);
  };
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
  parts_.log.tell(std::move(event));
  return http::problem(status, code, detail);
}

}  // namespace appliance
