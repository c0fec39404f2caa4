// The operations about a change that waits to be confirmed: what it is, confirming, undoing.
//
// Confirming asks for the account's password again, over a connection from after the change; an
// older one is closed with its answer, so that asking again makes a new one.
// Specification: docs/design/confirm-or-revert.md.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "appliance/access/sign_in.h"
#include "appliance/change/change_desk.h"
#include "web/http/route.h"

namespace appliance {

// Whoever is signed in gives their password again. Denied: it is another one. Unavailable: too many
// attempts, and wait() says for how long.
struct PasswordProof {
  std::function<base::Result<void>(const http::Request&, const crypto::Secret&)> prove;
  std::function<std::chrono::seconds(const http::Request&)> wait;
};

// By SignIn's throttled confirmation.
PasswordProof password_proof(SignIn& sign_in);

// All outlive the routes.
std::vector<http::Route> change_routes(ChangeDesk& desk, PasswordProof proof);

// Of whoever sent the request.
ChangeDesk::Asker asker_of(const http::Request& request);

base::Json pending_json(const ChangeDesk::Pending& pending);

}  // namespace appliance
