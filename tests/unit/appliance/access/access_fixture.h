// A device's accounts and access on a clock of the test's, with an administrator and a viewer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "appliance/access/device_access.h"
#include "base/real_file_system.h"
#include "crypto/otp/hotp.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/support/temporary_directory.h"

namespace access_test {

// What an authenticator app makes of the secret it is shown.
inline crypto::Secret from_base32(const crypto::Secret& text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  crypto::Secret secret{text.size() * 5 / 8};
  std::size_t bit = 0;
  for (const std::uint8_t letter : text.reveal()) {
    const std::size_t value = kLetters.find(static_cast<char>(letter));
    for (int shift = 4; shift >= 0; --shift, ++bit) {
      if ((value >> shift & 1U) == 0 || bit / 8 >= secret.size()) continue;
      auto& byte = secret.reveal_for_writing()[bit / 8];
      byte = static_cast<std::uint8_t>(byte | (0x80U >> (bit % 8)));
    }
  }
  return secret;
}

struct Device {
  Device() {
    access = appliance::DeviceAccess::open(
                 {files, ids, clock, credentials, access_log},
                 {.directory = std::string{directory.path()},
                  .device = "test",
                  .accounts = {.cost = kLeastCost},
                  .on_password =
                      [this](const appliance::Account& account, const crypto::Secret& password) {
                        if (on_password) on_password(account, password);
                      }})
                 .value();
  }

  static crypto::Secret password() { return crypto::Secret::copy_of("a long sentence"); }

  // The token of a session of that role.
  std::string token_of(appliance::Role role) {
    appliance::Account wanted{.name = std::string{appliance::to_string(role)}, .role = role};
    if (role == appliance::Role::Custom) wanted.permissions = {"view-status"};
    return token_of(std::move(wanted));
  }
  std::string token_of(appliance::Account wanted) {
    auto account = access->accounts().verify(wanted.name, password());
    if (!account) account = access->accounts().create(std::move(wanted), password());
    return access->sessions().start(account.value().id, {}).value().token;
  }
  const appliance::AccessControl& control() const { return access->control(); }

  static constexpr crypto::Argon2idCost kLeastCost{.memory_kib = 8, .passes = 1};

  test_support::TemporaryDirectory directory;
  base::RealFileSystem files;
  base::KernelIdSource ids;
  test_support::ManualClock clock;
  base::Credentials credentials = base::Credentials::from_environment();
  test_support::MemoryLog lines;
  std::vector<base::Event> journal;
  appliance::AccessLog access_log{
      base::Logger{lines, clock, "test"}, clock, {.journal = [this](const base::Event& event) {
        journal.push_back(event);
      }}};
  std::function<void(const appliance::Account&, const crypto::Secret&)> on_password;
  std::unique_ptr<appliance::DeviceAccess> access;
};

// Gives an account a second factor, as its owner would; its recovery codes.
inline std::vector<std::string> set_second_factor(Device& device, const base::Id& account) {
  const crypto::Secret key = from_base32(device.access->factors().begin(account));
  const auto step = crypto::totp_step_of(device.clock.wall());
  return device.access->factors().confirm(account, crypto::hotp(key, step)).value();
}

}  // namespace access_test
