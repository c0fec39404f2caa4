#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/api/account_routes.h"
#include "base/event/catalogue.h"
#include "web/http/fields.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using base::Json;
using http::Request;
using http::Response;

constexpr http::TextBounds kPresentPasswordBounds{1, 1024};
constexpr http::TextBounds kChosenPasswordBounds{1, 512};
constexpr http::TextBounds kCodeTextBounds{6, 64};

// About oneself: no field says by whom.
void tell_own(const AccountRoutesParts& parts, const Request& request, base::EventKind kind) {
  parts.log.tell({kind, signed_in(request).account.name, {{"address", request.peer.text()}}});
}

// Asks for the present password: a session that was left open is not enough for this.
std::optional<Response> refuse_unconfirmed(const AccountRoutesParts& parts, const Request& request,
                                           const crypto::Secret& password) {
  const Account& account = signed_in(request).account;
  const auto confirmed = parts.access.sign_in().confirm(request.peer, account, password);
  if (confirmed) return std::nullopt;
  if (confirmed.error().kind == base::ErrorKind::Unavailable) {
    const auto wait = parts.access.sign_in().wait_to_sign_in(request.peer, account.name);
    Response response =
        http::problem(429, "too_many_attempts", "Too many attempts; wait a little.");
    response.headers.set("Retry-After", std::to_string(wait.count()));
    return response;
  }
  return http::problem(403, "wrong_password", "The present password is another one.");
}

Response change_password(const AccountRoutesParts& parts, const Request& request) {
  const SignedIn& who = signed_in(request);
  http::Fields fields{request};
  const auto present = fields.secret("present_password", kPresentPasswordBounds);
  const auto chosen = fields.secret("password", kChosenPasswordBounds);
  if (!chosen.empty()) {
    if (const auto fault = parts.access.accounts().fault_of(who.account.name, chosen)) {
      fields.add("password", fault->code, fault->detail);
    } else if (crypto::equal_constant_time(chosen.reveal(), present.reveal())) {
      fields.add("password", "same", "It is the present password.");
    }
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = refuse_unconfirmed(parts, request, present)) return *std::move(refusal);
  const auto set = parts.access.accounts().set_password(who.account.id, chosen, false);
  if (!set) return http::problem_from(set.error());
  parts.access.tell_password(who.account, chosen);
  // Whoever else is signed in with the old one is not any more.
  parts.access.sessions().end_all_of(who.account.id, who.session.id);
  tell_own(parts, request, base::events::kPasswordChanged);
  return http::empty_response(204);
}

Response begin_factor(const AccountRoutesParts& parts, const Request& request) {
  const SignedIn& who = signed_in(request);
  http::Fields fields{request};
  const auto present = fields.secret("present_password", kPresentPasswordBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = refuse_unconfirmed(parts, request, present)) return *std::move(refusal);
  const crypto::Secret secret = parts.access.factors().begin(who.account.id);
  Json json;
  json["secret"] = base::as_text(secret.reveal());
  json["link"] = authenticator_link(parts.device, who.account.name, secret);
  return http::json_response(200, json);
}

Response confirm_factor(const AccountRoutesParts& parts, const Request& request) {
  const SignedIn& who = signed_in(request);
  http::Fields fields{request};
  const std::string code = fields.text("code", kCodeTextBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto codes = parts.access.factors().confirm(who.account.id, code);
  if (!codes && codes.error().kind == base::ErrorKind::Denied) {
    return http::problem(403, "wrong_code", "The app shows another code now.");
  }
  if (!codes && codes.error().kind == base::ErrorKind::NotFound) {
    return http::problem(409, "nothing_begun", "Begin again: it took too long, or was not begun.");
  }
  if (!codes) return http::problem_from(codes.error());
  parts.access.sessions().end_all_of(who.account.id, who.session.id);
  tell_own(parts, request, base::events::kSecondFactorSet);
  Json json;
  Json::Array list;
  for (const std::string& each : *codes) list.emplace_back(each);
  json["recovery_codes"] = std::move(list);
  return http::json_response(200, json);
}

Response remove_own_factor(const AccountRoutesParts& parts, const Request& request) {
  const SignedIn& who = signed_in(request);
  http::Fields fields{request};
  const auto present = fields.secret("present_password", kPresentPasswordBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = refuse_unconfirmed(parts, request, present)) return *std::move(refusal);
  const auto gone = parts.access.factors().remove(who.account.id);
  if (!gone) return http::problem_from(gone.error());
  tell_own(parts, request, base::events::kSecondFactorRemoved);
  return http::empty_response(204);
}

}  // namespace

std::vector<http::Route> own_account_routes(const AccountRoutesParts& parts) {
  using http::Method;
  http::Operations<AccountRoutesParts> operations{parts};
  operations.add(Method::Post, "/api/v1/session/password", "changePassword", kOwnAccount,
                 change_password);
  operations.add(Method::Post, "/api/v1/session/second-factor", "beginSecondFactor", kOwnAccount,
                 begin_factor);
  operations.add(Method::Post, "/api/v1/session/second-factor/confirmation", "confirmSecondFactor",
                 kOwnAccount, confirm_factor);
  operations.add(Method::Post, "/api/v1/session/second-factor/removal", "removeSecondFactor",
                 kOwnAccount, remove_own_factor);
  return std::move(operations).take();
}

}  // namespace appliance
