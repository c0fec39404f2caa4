#include "tests/support/test_pki.h"

#include <chrono>
#include <utility>

namespace test_support {
namespace {

using crypto::CertificateFields;
using crypto::CertificateProfile;
using crypto::KeyKind;
using std::chrono::days;
using std::chrono::hours;

CertificateFields server_fields(const char* common_name, base::WallTime now) {
  CertificateFields fields = test_fields(CertificateProfile::Server, common_name, now);
  fields.names = {.dns = {"localhost"}, .ip = {"127.0.0.1", "::1"}};
  return fields;
}

CertificateFields ca_fields(const char* common_name, base::WallTime now) {
  CertificateFields fields = test_fields(CertificateProfile::Ca, common_name, now);
  fields.not_before = now - days{3650};
  fields.not_after = now + days{3650};
  return fields;
}

crypto::Crl make_crl(const Identity& issuer, base::WallTime now,
                     std::vector<crypto::RevokedEntry> revoked) {
  return crypto::Crl::build(issuer.certificate, issuer.key,
                            {.this_update = now - days{1},
                             .next_update = now + days{7},
                             .revoked = std::move(revoked)})
      .value();
}

}  // namespace

CertificateFields test_fields(CertificateProfile profile, const char* common_name,
                              base::WallTime now) {
  return {.subject = {.country = "CH", .organization = "Test", .common_name = common_name},
          .names = {},
          .not_before = now - days{365},
          .not_after = now + days{365},
          .profile = profile};
}

Identity make_identity(const Identity& issuer, const CertificateFields& fields, KeyKind kind) {
  auto key = crypto::PrivateKey::generate(kind).value();
  auto certificate =
      crypto::issue(issuer.certificate, issuer.key, key.public_key(), fields).value();
  return {std::move(key), std::move(certificate)};
}

Identity make_root(const char* common_name, base::WallTime now) {
  auto key = crypto::PrivateKey::generate(KeyKind::EcP256).value();
  auto certificate = crypto::self_sign(key, ca_fields(common_name, now)).value();
  return {std::move(key), std::move(certificate)};
}

TestPki make_test_pki(base::WallTime now) {
  Identity root = make_root("test root", now);
  CertificateFields below = ca_fields("test intermediate", now);
  below.path_len = 0;
  Identity intermediate = make_identity(root, below);

  CertificateFields old = server_fields("test expired", now);
  old.not_after = now - days{1};
  CertificateFields elsewhere = server_fields("test wrong name", now);
  elsewhere.names = {.dns = {"elsewhere.example"}};

  Identity server = make_identity(intermediate, server_fields("test server", now));
  Identity client =
      make_identity(intermediate, test_fields(CertificateProfile::Client, "test client", now));
  Identity expired = make_identity(intermediate, old);
  Identity wrong_name = make_identity(intermediate, elsewhere);
  Identity revoked = make_identity(intermediate, server_fields("test revoked", now));
  crypto::Crl root_crl = make_crl(root, now, {});
  crypto::Crl intermediate_crl =
      make_crl(intermediate, now,
               {{revoked.certificate, {now - hours{1}, crypto::RevocationReason::Superseded, {}}}});
  Identity other_root = make_root("other root", now);
  Identity other_server = make_identity(other_root, server_fields("test server", now));
  return {now,
          std::move(root),
          std::move(intermediate),
          std::move(server),
          std::move(client),
          std::move(expired),
          std::move(wrong_name),
          std::move(revoked),
          std::move(root_crl),
          std::move(intermediate_crl),
          std::move(other_root),
          std::move(other_server)};
}

const TestPki& test_pki() {
  static const TestPki pki = make_test_pki(base::RealClock{}.wall());
  return pki;
}

}  // namespace test_support
