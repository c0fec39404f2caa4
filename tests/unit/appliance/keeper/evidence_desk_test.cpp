// Goal: the evidence key signs manifests and signers lines, nothing else, always on record; the
// site CA issues server certificates that bear what was asked for and live no longer than allowed.

#include "appliance/keeper/evidence_desk.h"

#include <gtest/gtest.h>

#include "appliance/certificates/site_ca.h"
#include "crypto/cms/signed_data.h"
#include "crypto/x509/certificate_request.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/chain/signed_log_format.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

class EvidenceDeskTest : public KeeperTest {
 protected:
  EvidenceDeskTest() { open(); }

  crypto::SignedDataVerdict verify(base::ByteView cms, base::ByteView manifest) {
    const std::vector<crypto::Certificate> roots{desk_->site_ca().value()};
    return crypto::verify_cms(cms, crypto::content_of(manifest), {.roots = roots}, clock_.wall())
        .value();
  }
  static base::Bytes request(const crypto::SubjectAltNames& names) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
    return crypto::CertificateRequest::create(key, {{.common_name = "nvr"}, names})
        .value()
        .to_der();
  }
  base::Result<std::vector<crypto::Certificate>> issue(const crypto::SubjectAltNames& names) {
    const auto pem = desk_->issue_certificate("https", request(names));
    if (!pem) return pem.error();
    return crypto::parse_chain_pem(base::as_bytes(*pem));
  }
};

TEST_F(EvidenceDeskTest, ManifestVerifiesUpToTheSiteCa) {
  const ExportGrant grant = grant_export().value();
  const auto cms = sign_manifest(grant);
  ASSERT_TRUE(cms) << cms.error().message;
  const base::Bytes manifest = base::to_bytes("{\"grant\":\"" + base::to_string(grant.id) + "\"}");
  const auto verdict = verify(*cms, manifest);
  EXPECT_TRUE(verdict.ok()) << verdict.reason << verdict.chain.reason;
  EXPECT_EQ(verdict.signing_time, std::chrono::floor<std::chrono::seconds>(clock_.wall()));
  EXPECT_EQ(*verdict.signer, desk_->evidence_certificate().value());
  EXPECT_FALSE(verify(*cms, base::to_bytes("other")).ok());
}

TEST_F(EvidenceDeskTest, SignatureIsOnRecordOrIsNotMade) {
  const ExportGrant grant = grant_export().value();
  ASSERT_TRUE(sign_manifest(grant));
  files_.lose_power();
  open();
  const auto signed_lines = lines("manifest-signed");
  ASSERT_EQ(signed_lines.size(), 1U);
  EXPECT_EQ(signed_lines[0].entry.actor, "anna");
  EXPECT_EQ(signed_lines[0].entry.subject, base::to_string(grant.id));
  EXPECT_EQ(signed_lines[0].entry.fields.get_string("reason").value(), "case 7");
  files_.limit_space(0);
  EXPECT_FALSE(sign_manifest(grant));
}

TEST_F(EvidenceDeskTest, ManifestsAreBoundedAndRateLimited) {
  grant_options_.manifests_max = 100;
  open();
  const ExportGrant grant = grant_export().value();
  EXPECT_EQ(desk_->sign_manifest({{}, grant.id, "anna", "x"}).error().kind,
            ErrorKind::InvalidInput);
  const std::size_t bare = 12 + 32;  // {"grant":"<id>"}
  const auto filled = [](std::size_t count) { return std::string(count, ' '); };
  EXPECT_EQ(sign_manifest(grant, "anna", filled(kManifestBytesMax - bare + 1)).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_TRUE(sign_manifest(grant, "anna", filled(kManifestBytesMax - bare)));
  int made = 1;
  for (int i = 0; i < 30; ++i) made += sign_manifest(grant) ? 1 : 0;
  EXPECT_EQ(made, 20);
  EXPECT_TRUE(sign_manifest(grant_export("ben").value(), "ben"));
}

TEST_F(EvidenceDeskTest, WhatWasNotGrantedIsNotSigned) {
  const ExportGrant grant = grant_export().value();
  const ExportGrant other = grant_export().value();
  EXPECT_EQ(sign_manifest(grant, "ben").error().kind, ErrorKind::Denied);
  const std::string names_other = "{\"grant\":\"" + base::to_string(other.id) + "\"}";
  for (const std::string& text : {names_other, std::string{"{}"}, std::string{"no JSON"}}) {
    EXPECT_EQ(desk_->sign_manifest({base::as_bytes(text), grant.id, "anna", "x"}).error().kind,
              ErrorKind::InvalidInput)
        << text;
  }
  EXPECT_TRUE(lines("manifest-signed").empty());
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(sign_manifest(grant)) << i;
  EXPECT_EQ(sign_manifest(grant).error().kind, ErrorKind::Denied);
}

TEST_F(EvidenceDeskTest, FirstSigningKeyOfARecorderIsCertified) {
  const base::Bytes message = storage::line_message({}, {});
  const auto certified = desk_->certify_signer(message);
  ASSERT_TRUE(certified) << certified.error().message;
  const auto key = desk_->evidence_certificate().value().public_key().value();
  EXPECT_TRUE(storage::verify_archive_signature(key, message, certified->signature));
  EXPECT_EQ(certified->key, storage::key_id_of(storage::point_of(key).value()));
  EXPECT_EQ(lines("signer-certified").size(), 1U);
}

TEST_F(EvidenceDeskTest, NothingButALogLineIsCertified) {
  base::Bytes message = storage::line_message({}, {});
  EXPECT_FALSE(desk_->certify_signer(base::to_bytes("{}")));
  EXPECT_FALSE(desk_->certify_signer({}));
  EXPECT_FALSE(desk_->certify_signer(base::ByteView{message}.first(message.size() - 1)));
  message[0] ^= 1;
  EXPECT_FALSE(desk_->certify_signer(message));
  EXPECT_TRUE(lines("signer-certified").empty());
}

TEST_F(EvidenceDeskTest, CertificatesBearTheNamesThatWereAskedForAndNoMore) {
  const crypto::SubjectAltNames names{.dns = {"nvr.example", "localhost"}, .ip = {"192.0.2.7"}};
  const auto chain = issue(names);
  ASSERT_TRUE(chain) << chain.error().message;
  ASSERT_EQ(chain->size(), 2U);
  const crypto::Certificate& leaf = chain->front();
  EXPECT_EQ(leaf.alt_names(), names);
  EXPECT_FALSE(leaf.is_ca());
  EXPECT_EQ(leaf.extended_key_usage(), std::vector<std::string>{"serverAuth"});
  EXPECT_EQ(leaf.not_after() - leaf.not_before(), kServerLifeMax);
  EXPECT_EQ(chain->back(), desk_->site_ca().value());
  EXPECT_TRUE(
      crypto::verify_chain(leaf, {.roots = {&chain->back(), 1}}, clock_.wall(),
                           {.purpose = crypto::ChainPurpose::TlsServer, .host = "nvr.example"})
          .ok());
  ASSERT_EQ(lines("certificate-issued").size(), 1U);
  EXPECT_EQ(lines("certificate-issued")[0].entry.subject, base::hex(leaf.fingerprint()));
}

TEST_F(EvidenceDeskTest, RequestsBeyondTheRulesAreRefused) {
  EXPECT_FALSE(issue({}));
  EXPECT_FALSE(issue({.dns = {"*.example"}}));
  EXPECT_FALSE(issue({.dns = {"nvr.example"}, .uri = {"https://nvr.example/"}}));
  EXPECT_FALSE(issue({.dns = {"nvr.example"}, .email = {"a@example"}}));
  crypto::SubjectAltNames many;
  for (std::size_t i = 0; i < kServerNamesMax; ++i) many.dns.push_back("a" + std::to_string(i));
  EXPECT_TRUE(issue(many));
  many.ip.push_back("192.0.2.1");
  EXPECT_FALSE(issue(many));
  EXPECT_FALSE(desk_->issue_certificate("code-signing", request({.dns = {"nvr"}})));
  EXPECT_FALSE(desk_->issue_certificate("https", base::to_bytes("{}")));
}

TEST_F(EvidenceDeskTest, CertificateEndsNoLaterThanItsCa) {
  clock_.advance(kSiteCaLife - 24h);
  const auto chain = issue({.dns = {"nvr.example"}});
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(chain->front().not_after(), chain->back().not_after());
}

TEST_F(EvidenceDeskTest, LockedKeeperShowsCertificatesAndSignsNothing) {
  const auto evidence = desk_->evidence_certificate().value();
  const auto ca = desk_->site_ca().value();
  open_locked();
  EXPECT_EQ(*desk_->evidence_certificate(), evidence);
  EXPECT_EQ(*desk_->site_ca(), ca);
  EXPECT_EQ(desk_->sign_manifest({base::as_bytes("{}"), {}, "anna", "x"}).error().kind,
            ErrorKind::Unavailable);
  EXPECT_EQ(desk_->certify_signer(storage::line_message({}, {})).error().kind,
            ErrorKind::Unavailable);
  EXPECT_EQ(issue({.dns = {"nvr"}}).error().kind, ErrorKind::Unavailable);
}

TEST_F(KeeperTest, CertificatesNeedASite) {
  open_locked();
  EXPECT_EQ(desk_->site_ca().error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(desk_->evidence_certificate().error().kind, ErrorKind::Unavailable);
}

}  // namespace
}  // namespace appliance
