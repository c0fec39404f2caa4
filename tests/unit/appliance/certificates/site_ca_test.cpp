// Goal: the site CA certifies an evidence key and servers, each for its purpose only, and can make
// no other CA.

#include "appliance/certificates/site_ca.h"

#include <gtest/gtest.h>

#include "crypto/x509/certificate_builder.h"
#include "crypto/x509/chain_verifier.h"
#include "tests/support/manual_clock.h"

namespace appliance {
namespace {

using crypto::Certificate;
using crypto::ChainPurpose;
using crypto::PrivateKey;

PrivateKey new_key() {
  return PrivateKey::generate(crypto::KeyKind::EcP256).value();
}

class SiteCaTest : public testing::Test {
 protected:
  bool serves(const Certificate& certificate, ChainPurpose purpose) {
    return crypto::verify_chain(certificate, {.roots = {&ca_, 1}}, clock_.wall(),
                                {.purpose = purpose})
        .ok();
  }
  base::Result<Certificate> issue(const crypto::CertificateRequestFields& fields) {
    const auto request = crypto::CertificateRequest::create(new_key(), fields).value();
    return issue_server_certificate(ca_, ca_key_, request, clock_.wall());
  }

  test_support::ManualClock clock_;
  PrivateKey ca_key_ = new_key();
  Certificate ca_ = make_site_ca(ca_key_, "c0ffee00", clock_.wall()).value();
};

TEST_F(SiteCaTest, IsARootOfTenYearsThatMakesNoOtherCa) {
  EXPECT_TRUE(ca_.is_ca());
  EXPECT_EQ(ca_.path_len(), 0);
  EXPECT_EQ(ca_.common_name(), "Custody site CA c0ffee00");
  EXPECT_GE(ca_.not_after() - clock_.wall(), kSiteCaLife);
}

TEST_F(SiteCaTest, EvidenceCertificateSignsEvidenceAndServesNobody) {
  const auto evidence =
      certify_evidence_key(ca_, ca_key_, new_key().public_key(), "c0ffee00", clock_.wall());
  ASSERT_TRUE(evidence) << evidence.error().message;
  EXPECT_TRUE(serves(*evidence, ChainPurpose::Evidence));
  EXPECT_FALSE(serves(*evidence, ChainPurpose::TlsServer));
  EXPECT_EQ(evidence->not_after(), ca_.not_after());
}

TEST_F(SiteCaTest, ServerCertificateServesAndSignsNoEvidence) {
  const auto server = issue({{.common_name = "nvr"}, {.dns = {"nvr"}, .ip = {"::1"}}});
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_TRUE(serves(*server, ChainPurpose::TlsServer));
  EXPECT_FALSE(serves(*server, ChainPurpose::Evidence));
  EXPECT_LE(server->not_after() - server->not_before(), kServerLifeMax);
}

TEST_F(SiteCaTest, OfTheSubjectOnlyTheCommonNameIsTaken) {
  const auto server = issue(
      {{.country = "CH", .organization = "Somebody Else", .common_name = "nvr"}, {.dns = {"nvr"}}});
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ(server->subject(), "CN=nvr");
}

}  // namespace
}  // namespace appliance
