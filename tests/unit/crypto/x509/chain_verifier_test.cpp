// Goal: a certificate is trusted for one reason only, and refused with the reason that is true.

#include "crypto/x509/chain_verifier.h"

#include <gtest/gtest.h>

#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using std::chrono::days;
using std::chrono::hours;
using test_support::Identity;
using test_support::make_identity;
using test_support::test_fields;
using test_support::test_pki;
using test_support::TestPki;

const ChainPolicy kServer{
    .purpose = ChainPurpose::TlsServer, .crl_rule = CrlRule::RequireAll, .host = "localhost"};

ChainVerdict judge(const Certificate& leaf, const ChainPolicy& policy, base::WallTime at) {
  const TestPki& pki = test_pki();
  const auto intermediates = pki.intermediates();
  const auto roots = pki.roots();
  const auto crls = pki.crls();
  return verify_chain(leaf, {intermediates, roots, crls}, at, policy);
}

ChainVerdict judge(const Certificate& leaf, const ChainPolicy& policy = kServer) {
  return judge(leaf, policy, test_pki().now);
}

TEST(ChainVerifierTest, AcceptsAServerOfOurPki) {
  const ChainVerdict verdict = judge(test_pki().server.certificate);
  EXPECT_TRUE(verdict.ok()) << verdict.reason;
  ASSERT_EQ(verdict.chain.size(), 3U);
  EXPECT_EQ(verdict.chain[2], test_pki().root.certificate);
}

TEST(ChainVerifierTest, SaysExpiredAndByWhom) {
  const ChainVerdict verdict = judge(test_pki().expired.certificate);
  EXPECT_EQ(verdict.status, ChainStatus::Expired);
  EXPECT_EQ(verdict.depth, 0);
  EXPECT_EQ(verdict.certificate, "CN=test expired,O=Test,C=CH");
}

TEST(ChainVerifierTest, JudgesAtTheGivenTime) {
  const Certificate& expired = test_pki().expired.certificate;
  ChainPolicy policy = kServer;
  policy.crl_rule = CrlRule::UseGiven;
  EXPECT_TRUE(judge(expired, policy, test_pki().now - days{30}).ok());
  // OpenSSL counts the last second as over already.
  EXPECT_TRUE(judge(expired, policy, expired.not_after() - std::chrono::seconds{1}).ok());
  EXPECT_EQ(judge(expired, policy, expired.not_after()).status, ChainStatus::Expired);
  EXPECT_TRUE(judge(expired, policy, expired.not_before()).ok());
  EXPECT_EQ(judge(expired, policy, expired.not_before() - std::chrono::seconds{1}).status,
            ChainStatus::NotYetValid);
}

TEST(ChainVerifierTest, RefusesAnotherCa) {
  EXPECT_EQ(judge(test_pki().other_server.certificate).status, ChainStatus::UnknownIssuer);
  EXPECT_EQ(judge(test_pki().other_root.certificate, {}).status, ChainStatus::UnknownIssuer);
}

TEST(ChainVerifierTest, RefusesAForgedIntermediateOfTheSameName) {
  const TestPki& pki = test_pki();
  const Identity forged = test_support::make_root("test root", pki.now);
  const Identity server = make_identity(forged, [&] {
    auto fields = test_fields(CertificateProfile::Server, "x", pki.now);
    fields.names.dns = {"localhost"};
    return fields;
  }());
  const ChainVerdict verdict = judge(server.certificate, {});
  EXPECT_FALSE(verdict.ok());
}

TEST(ChainVerifierTest, RefusesTheWrongNameAndAddress) {
  const TestPki& pki = test_pki();
  EXPECT_EQ(judge(pki.wrong_name.certificate).status, ChainStatus::WrongName);
  ChainPolicy policy = kServer;
  policy.host.clear();
  policy.address = "127.0.0.1";
  EXPECT_TRUE(judge(pki.server.certificate, policy).ok());
  policy.address = "::1";
  EXPECT_TRUE(judge(pki.server.certificate, policy).ok());
  policy.address = "127.0.0.2";
  EXPECT_EQ(judge(pki.server.certificate, policy).status, ChainStatus::WrongName);
  policy.address = "no address";
  EXPECT_EQ(judge(pki.server.certificate, policy).status, ChainStatus::Invalid);
}

TEST(ChainVerifierTest, NeverTakesTheCommonNameForAHostName) {
  ChainPolicy policy = kServer;
  policy.host = "test server";
  EXPECT_EQ(judge(test_pki().server.certificate, policy).status, ChainStatus::WrongName);
}

TEST(ChainVerifierTest, RefusesTheWrongPurpose) {
  const TestPki& pki = test_pki();
  EXPECT_EQ(judge(pki.server.certificate, {.purpose = ChainPurpose::TlsClient}).status,
            ChainStatus::WrongPurpose);
  EXPECT_TRUE(judge(pki.client.certificate, {.purpose = ChainPurpose::TlsClient}).ok());
  EXPECT_EQ(judge(pki.client.certificate, {.purpose = ChainPurpose::Evidence}).status,
            ChainStatus::WrongPurpose);
  EXPECT_EQ(judge(pki.client.certificate, {.purpose = ChainPurpose::Timestamp}).status,
            ChainStatus::WrongPurpose);
}

TEST(ChainVerifierTest, EachProfileServesItsPurpose) {
  const TestPki& pki = test_pki();
  const std::pair<CertificateProfile, ChainPurpose> pairs[]{
      {CertificateProfile::EvidenceSigner, ChainPurpose::Evidence},
      {CertificateProfile::TimestampAuthority, ChainPurpose::Timestamp},
      {CertificateProfile::DeviceIdentity, ChainPurpose::Device},
      {CertificateProfile::Client, ChainPurpose::TlsClient}};
  for (const auto& [profile, purpose] : pairs) {
    const Identity one = make_identity(pki.intermediate, test_fields(profile, "one", pki.now));
    const ChainVerdict verdict = judge(one.certificate, {.purpose = purpose});
    EXPECT_TRUE(verdict.ok()) << static_cast<int>(profile) << ": " << verdict.reason;
  }
}

TEST(ChainVerifierTest, RefusesALeafAsIssuer) {
  const TestPki& pki = test_pki();
  // Signed by a server's key, in the server's name: our builder refuses, so the CA flag is taken
  // from a self-signed certificate with the same name and key.
  const Identity& server = pki.server;
  auto fields = test_fields(CertificateProfile::Ca, "test server", pki.now);
  const Certificate disguise = self_sign(server.key, fields).value();
  auto leaf_fields = test_fields(CertificateProfile::Client, "victim", pki.now);
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  const Certificate leaf = issue(disguise, server.key, key.public_key(), leaf_fields).value();
  const Certificate intermediates[]{pki.server.certificate, pki.intermediate.certificate};
  const auto roots = pki.roots();
  EXPECT_EQ(verify_chain(leaf, {intermediates, roots, {}}, pki.now, {}).status,
            ChainStatus::NotACa);
}

TEST(ChainVerifierTest, RefusesALongerPathThanAllowed) {
  const TestPki& pki = test_pki();
  const auto ca = test_fields(CertificateProfile::Ca, "test intermediate", pki.now);
  // Same name and key as the real intermediate (path length 0), but with leave to make CAs.
  const Certificate generous = self_sign(pki.intermediate.key, ca).value();
  const auto below_key = PrivateKey::generate(KeyKind::EcP256).value();
  const auto below_fields = test_fields(CertificateProfile::Ca, "below", pki.now);
  const Identity below{
      PrivateKey::from_pkcs8_der(below_key.to_pkcs8_der()).value(),
      issue(generous, pki.intermediate.key, below_key.public_key(), below_fields).value()};
  const Identity leaf =
      make_identity(below, test_fields(CertificateProfile::Client, "leaf", pki.now));
  const Certificate intermediates[]{below.certificate, pki.intermediate.certificate};
  const auto roots = pki.roots();
  EXPECT_EQ(verify_chain(leaf.certificate, {intermediates, roots, {}}, pki.now, {}).status,
            ChainStatus::PathTooLong);
}

TEST(ChainVerifierTest, SaysRevokedWithTimeAndReason) {
  const ChainVerdict verdict = judge(test_pki().revoked.certificate);
  EXPECT_EQ(verdict.status, ChainStatus::Revoked);
  ASSERT_TRUE(verdict.revocation.has_value());
  EXPECT_EQ(verdict.revocation->reason, RevocationReason::Superseded);
  EXPECT_EQ(verdict.revocation->time,
            std::chrono::floor<std::chrono::seconds>(test_pki().now - hours{1}));
}

TEST(ChainVerifierTest, ARevocationCountsFromItsDate) {
  const Certificate& revoked = test_pki().revoked.certificate;
  EXPECT_TRUE(judge(revoked, kServer, test_pki().now - hours{2}).ok());
  EXPECT_EQ(judge(revoked, kServer, test_pki().now - hours{1}).status, ChainStatus::Revoked);
}

TEST(ChainVerifierTest, ACompromiseCountsFromTheLossOfTheKey) {
  const TestPki& pki = test_pki();
  const auto judge_with = [&](std::optional<base::WallTime> since, base::WallTime at) {
    const Crl crl =
        Crl::build(pki.intermediate.certificate, pki.intermediate.key,
                   {.this_update = pki.now - hours{1},
                    .next_update = pki.now + days{1},
                    .revoked = {{pki.server.certificate,
                                 {pki.now - hours{1}, RevocationReason::KeyCompromise, since}}}})
            .value();
    const Crl crls[]{crl};
    const auto intermediates = pki.intermediates();
    const auto roots = pki.roots();
    return verify_chain(pki.server.certificate, {intermediates, roots, crls}, at, {}).status;
  };
  EXPECT_EQ(judge_with({}, pki.now - days{9}), ChainStatus::Revoked);
  EXPECT_EQ(judge_with(pki.now - days{2}, pki.now - days{1}), ChainStatus::Revoked);
  EXPECT_EQ(judge_with(pki.now - days{2}, pki.now - days{3}), ChainStatus::Ok);
}

// R112: a list that is missing or stale is never silently good.
TEST(ChainVerifierTest, MissingAndStaleListsFailByRule) {
  const TestPki& pki = test_pki();
  const auto intermediates = pki.intermediates();
  const auto roots = pki.roots();
  const Crl only_leaf[]{pki.intermediate_crl};
  const auto status = [&](std::span<const Crl> crls, CrlRule rule, base::WallTime at) {
    return verify_chain(pki.server.certificate, {intermediates, roots, crls}, at,
                        {.crl_rule = rule})
        .status;
  };
  EXPECT_EQ(status({}, CrlRule::UseGiven, pki.now), ChainStatus::Ok);
  EXPECT_EQ(status({}, CrlRule::RequireLeaf, pki.now), ChainStatus::CrlMissing);
  EXPECT_EQ(status(only_leaf, CrlRule::RequireLeaf, pki.now), ChainStatus::Ok);
  EXPECT_EQ(status(only_leaf, CrlRule::RequireAll, pki.now), ChainStatus::CrlMissing);
  const auto end = pki.intermediate_crl.next_update();
  EXPECT_EQ(status(only_leaf, CrlRule::RequireLeaf, end), ChainStatus::Ok);
  EXPECT_EQ(status(only_leaf, CrlRule::RequireLeaf, end + std::chrono::seconds{1}),
            ChainStatus::CrlStale);
}

TEST(ChainVerifierTest, AListOfAnotherCaDoesNotCount) {
  const TestPki& pki = test_pki();
  const Crl foreign = Crl::build(pki.other_root.certificate, pki.other_root.key,
                                 {.this_update = pki.now, .next_update = pki.now + days{1}})
                          .value();
  const Crl crls[]{foreign};
  const auto intermediates = pki.intermediates();
  const auto roots = pki.roots();
  EXPECT_EQ(verify_chain(pki.server.certificate, {intermediates, roots, crls}, pki.now,
                         {.crl_rule = CrlRule::RequireLeaf})
                .status,
            ChainStatus::CrlMissing);
}

TEST(ChainVerifierTest, SaysWhenTheSignatureIsBroken) {
  const TestPki& pki = test_pki();
  base::Bytes der = pki.server.certificate.to_der();
  der.back() ^= 1;
  const auto broken = Certificate::from_der(der);
  ASSERT_TRUE(broken);
  EXPECT_EQ(judge(*broken).status, ChainStatus::BadSignature);
}

TEST(ChainVerifierTest, APinnedCertificateIsItsOwnRoot) {
  const TestPki& pki = test_pki();
  const Certificate pinned[]{pki.other_server.certificate};
  EXPECT_TRUE(verify_chain(pki.other_server.certificate, {{}, pinned, {}}, pki.now,
                           {.purpose = ChainPurpose::TlsServer})
                  .ok());
}

TEST(ChainVerifierTest, WithoutRootsNothingIsTrusted) {
  EXPECT_EQ(verify_chain(test_pki().root.certificate, {}, test_pki().now, {}).status,
            ChainStatus::UnknownIssuer);
}

}  // namespace
}  // namespace crypto
