// The camera's set-up and session operations, and what it tells of itself.
//
// The account that claims the camera is also the one that may watch its streams.
#pragma once

#include <vector>

#include "appliance/access/session_cookie.h"
#include "appliance/access/sign_in.h"
#include "appliance/accounts/accounts.h"
#include "camera-fw/api/device_info.h"
#include "camera-fw/provision/stream_account.h"
#include "web/http/route.h"

namespace camera_fw {

class AccountRoutes {
 public:
  // All outlive the routes.
  AccountRoutes(appliance::Accounts& accounts, appliance::SignIn& sign_in,
                StreamAccount& stream_account, const appliance::SessionCookie& cookie)
      : accounts_{accounts}, sign_in_{sign_in}, stream_account_{stream_account}, cookie_{cookie} {}

  std::vector<http::Route> routes() const;

 private:
  http::Response get_setup() const;
  http::Response claim(const http::Request& request) const;
  http::Response get_session(const http::Request& request) const;
  http::Response sign_in(const http::Request& request) const;
  http::Response sign_out(const http::Request& request) const;

  appliance::Accounts& accounts_;
  appliance::SignIn& sign_in_;
  StreamAccount& stream_account_;
  const appliance::SessionCookie& cookie_;
};

// `info` gives what is true when asked.
http::Route device_route(std::function<DeviceInfo()> info);

}  // namespace camera_fw
