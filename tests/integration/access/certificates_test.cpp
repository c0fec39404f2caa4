// Goal: which certificate the real programs show is changed while they run, and whatever goes wrong
// between the change and its confirmation ends with the old one. Method: both programs from their
// units; certificates made, imported and chosen over the API, and seen in TLS handshakes.

#include <algorithm>

#include "crypto/tls/tls_session.h"
#include "tests/integration/access/device.h"
#include "tests/support/http_world.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace access_integration {
namespace {

using base::Json;
using http::Method;
using test_support::test_pki;

constexpr const char* kCertificates = "/api/v1/certificates";
constexpr const char* kHealth = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

struct Made {
  std::string id;
  crypto::Certificate certificate;
};

class CertificatesTest : public DeviceTest {
 protected:
  Made made_of(const Answer& answer) {
    if (answer.status != 201) throw std::runtime_error{"add: " + answer.body};
    const Json json = answer.json();
    const Json& own = json.find("chain")->as_array()->at(0);
    const std::string pem = own.get_string("pem").value();
    return {json.get_string("id").value(),
            crypto::Certificate::from_pem(base::as_bytes(pem)).value()};
  }
  // One that signs itself, which this test believes.
  Made self_signed(const std::string& label) {
    const auto now = base::RealClock{}.wall();
    Json body;
    body["origin"] = "self-signed";
    body["label"] = label;
    body["names"]["dns"] = Json::Array{"localhost"};
    body["names"]["ip"] = Json::Array{"127.0.0.1"};
    body["not_before"] = base::format_rfc3339(now - std::chrono::hours{1});
    body["not_after"] = base::format_rfc3339(now + std::chrono::days{90});
    Made made = made_of(device_.ask(owner_, Method::Post, kCertificates, body.dump()));
    device_.believe(made.certificate);
    return made;
  }
  Answer choose(const std::string& id, std::int64_t within_s = 600) {
    Json body;
    body["certificate"] = id;
    body["revision"] = device_.ask(owner_, Method::Get, kCertificates)
                           .json()
                           .find("web")
                           ->get_int("revision")
                           .value();
    body["confirm_within_s"] = within_s;
    return device_.ask(owner_, Method::Put, "/api/v1/web-certificate", body.dump());
  }
  // Each question comes over a connection of its own.
  int confirm(const Answer& chosen) {
    Json body;
    body["token"] = chosen.json().find("change")->get_string("token").value();
    body["password"] = kOwnerPassword;
    return device_.ask(owner_, Method::Post, "/api/v1/change/confirm", body.dump()).status;
  }
  std::size_t last_line_with(std::string_view text) {
    const auto& lines = device_.log();
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
    return static_cast<std::size_t>(lines.rend() - found);  // 0: none
  }

  Caller owner_ = device_.claim();
  crypto::Certificate first_ = device_.shown();
};

// R109.
TEST_P(CertificatesTest, AnotherIsShownAtOnceWhileOpenConnectionsGoOn) {
  test_support::RawConnection open{device_.reactor(), device_.port(), device_.tls(), "127.0.0.1"};
  ASSERT_EQ(test_support::status_of(open.ask(kHealth)), 200);
  const Made made = self_signed("hall");
  EXPECT_EQ(device_.shown(), first_);
  const auto chosen = choose(made.id);
  ASSERT_EQ(chosen.status, 200) << chosen.body;
  EXPECT_EQ(device_.shown(), made.certificate);
  if (GetParam().name == "camera") EXPECT_EQ(device_.shown_by_rtsps(), made.certificate);
  EXPECT_EQ(test_support::status_of(open.ask(kHealth)), 200);
  EXPECT_EQ(open.tls()->peer, first_);
  EXPECT_EQ(confirm(chosen), 204);
  device_.restart();
  EXPECT_EQ(device_.shown(), made.certificate);
}

// R109.
TEST_P(CertificatesTest, OneThatNobodyConfirmsGoesBack) {
  const Made made = self_signed("hall");
  ASSERT_EQ(choose(made.id, 10).status, 200);
  EXPECT_EQ(device_.shown(), made.certificate);
  EXPECT_TRUE(device_.wait([&] { return device_.shown() == first_; }));
  if (GetParam().name == "camera") EXPECT_EQ(device_.shown_by_rtsps(), first_);
}

// R109.
TEST_P(CertificatesTest, KilledInBetweenItComesBackWithTheOldOneBeforeItListens) {
  ASSERT_EQ(choose(self_signed("hall").id).status, 200);
  device_.kill();
  EXPECT_EQ(device_.shown(), first_);
  ASSERT_GT(last_line_with("A246"), 0U);
  EXPECT_LT(last_line_with("A246"), last_line_with("https-listening"));
}

// R118.
TEST_P(CertificatesTest, AKeyIsImportedFromPkcs12WithItsPassphraseAlone) {
  test_support::OpensslTool openssl;
  openssl.write("key.pem", test_pki().server.key.to_pem().value().reveal());
  openssl.write("chain.pem", test_pki().server.certificate.to_pem() +
                                 test_pki().intermediate.certificate.to_pem());
  ASSERT_TRUE(openssl.run("pkcs12 -export -inkey key.pem -in chain.pem -passout pass:abc -out f"))
      << openssl.output();
  Json body;
  body["origin"] = "imported";
  body["label"] = "from elsewhere";
  body["file"] = base::base64(openssl.read("f"));
  body["passphrase"] = "abd";
  const auto refused = device_.ask(owner_, Method::Post, kCertificates, body.dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("wrong_passphrase"), std::string::npos) << refused.body;
  body["passphrase"] = "abc";
  const Made made = made_of(device_.ask(owner_, Method::Post, kCertificates, body.dump()));
  EXPECT_EQ(made.certificate, test_pki().server.certificate);
  device_.believe(test_pki().root.certificate);
  const auto chosen = choose(made.id);
  ASSERT_EQ(chosen.status, 200) << chosen.body;
  EXPECT_EQ(device_.shown(), made.certificate);
  EXPECT_EQ(confirm(chosen), 204);
}

// R118.
TEST_P(CertificatesTest, WhatIsInUseIsNeitherRemovedNorReplaced) {
  const Made made = self_signed("hall");
  const std::string one = std::string{kCertificates} + "/" + made.id;
  const auto chosen = choose(made.id);
  EXPECT_EQ(device_.ask(owner_, Method::Delete, one).code(), "change_pending");
  ASSERT_EQ(confirm(chosen), 204);
  EXPECT_EQ(device_.ask(owner_, Method::Delete, one).code(), "in_use");
  Json body;
  body["file"] = base::base64(base::as_bytes(made.certificate.to_pem()));
  EXPECT_EQ(device_.ask(owner_, Method::Put, one + "/chain", body.dump()).code(), "in_use");
  const auto back = choose(self_signed("another").id);
  ASSERT_EQ(confirm(back), 204);
  EXPECT_EQ(device_.ask(owner_, Method::Delete, one).status, 204);
}

INSTANTIATE_TEST_SUITE_P(OfEachDevice, CertificatesTest, testing::ValuesIn(kinds()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace access_integration
