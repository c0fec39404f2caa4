// A certificate store on a clock of the test's, and a small certificate world of the same time.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "appliance/certificates/certificate_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_pki.h"

namespace certificate_test {

// Made once, around the time at which every ManualClock begins.
inline const test_support::TestPki& pki() {
  static const test_support::TestPki made =
      test_support::make_test_pki(test_support::ManualClock{}.wall());
  return made;
}

inline base::Bytes pem_of(const crypto::Certificate& certificate) {
  return base::to_bytes(certificate.to_pem());
}

inline appliance::NewServer wanted(const std::string& label = "hall") {
  return {.label = label,
          .kind = crypto::KeyKind::EcP256,
          .subject = {.country = "CH", .common_name = "nvr"},
          .names = {.dns = {"nvr.example"}, .ip = {"192.0.2.1"}}};
}

// What a CA makes of the request of a server.
inline crypto::Certificate answer_to(const appliance::ServerEntry& server) {
  auto fields = test_support::test_fields(crypto::CertificateProfile::Server, "nvr", pki().now);
  fields.names = server.request->alt_names();
  return crypto::issue(pki().intermediate.certificate, pki().intermediate.key, *server.request,
                       fields)
      .value();
}

struct World {
  World() { reopen(); }
  void reopen() {
    store.reset();  // the database is one's alone
    store = appliance::CertificateStore::open(path, device_key.clone(), {ids, clock}).value();
  }

  test_support::TemporaryDirectory directory;
  std::string path = directory / "certificates.db";
  base::KernelIdSource ids;
  test_support::ManualClock clock;
  crypto::Secret device_key = crypto::Secret::random(32);
  std::unique_ptr<appliance::CertificateStore> store;
};

}  // namespace certificate_test
