// A device's accounts and access on a clock of the test's, with an administrator and a viewer.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "appliance/access/access_control.h"
#include "appliance/access/claim_code.h"
#include "appliance/access/sign_in.h"
#include "base/real_file_system.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/support/temporary_directory.h"

namespace access_test {

struct Device {
  Device() {
    const std::string folder{directory.path()};
    accounts =
        appliance::Accounts::open(folder + "/accounts.db", ids,
                                  {.cost = crypto::Argon2idCost{.memory_kib = 8, .passes = 1}})
            .value();
    sessions = appliance::Sessions::open(folder + "/sessions.db", clock, {}).value();
    code = appliance::ClaimCode::load_or_make(files, folder + "/claim-code", false).value();
    sign_in = std::make_unique<appliance::SignIn>(
        appliance::SignIn::Parts{*accounts, *sessions, *code, access_log, clock},
        appliance::SignIn::Options{});
    control = std::make_unique<appliance::AccessControl>(
        *accounts, *sessions, appliance::SessionCookie{"test"}, access_log);
  }

  static crypto::Secret password() { return crypto::Secret::copy_of("a long sentence"); }

  // The token of a session of that role.
  std::string token_of(appliance::Role role) {
    const std::string name{appliance::to_string(role)};
    auto account = accounts->verify(name, password());
    if (!account) account = accounts->create(name, role, password());
    return sessions->start(account.value().id).value().token;
  }

  test_support::TemporaryDirectory directory;
  base::RealFileSystem files;
  base::KernelIdSource ids;
  test_support::ManualClock clock;
  test_support::MemoryLog lines;
  std::vector<base::Event> journal;
  appliance::AccessLog access_log{
      base::Logger{lines, clock, "test"}, clock, {.journal = [this](const base::Event& event) {
        journal.push_back(event);
      }}};
  std::unique_ptr<appliance::Accounts> accounts;
  std::unique_ptr<appliance::Sessions> sessions;
  std::unique_ptr<appliance::ClaimCode> code;
  std::unique_ptr<appliance::SignIn> sign_in;
  std::unique_ptr<appliance::AccessControl> control;
};

}  // namespace access_test
