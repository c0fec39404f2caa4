// Goal: a timestamp proves this digest at that time by an authority we chose, or nothing at all.

#include "crypto/timestamp/timestamp.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::Identity;
using test_support::make_identity;
using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

const Sha256Digest kDigest{1, 2, 3};

// A real authority: `openssl ts` with a certificate of our builder.
class Authority {
 public:
  explicit Authority(const Identity& issuer,
                     CertificateProfile profile = CertificateProfile::TimestampAuthority)
      : identity_{make_identity(issuer, test_fields(profile, "tsa", test_pki().now))} {
    openssl.write("tsa.pem", identity_.certificate.to_pem());
    openssl.write("tsa.key", identity_.key.to_pem()->reveal());
    openssl.write("chain.pem", issuer.certificate.to_pem());
    openssl.write("serial", std::string_view{"2A\n"});
    openssl.write(
        "tsa.cnf",
        std::string_view{
            "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
            "certs=chain.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
            "accuracy=secs:1,millisecs:500,microsecs:100\ness_cert_id_alg=sha256\n"});
  }

  base::Bytes answer(const TimestampRequest& request) {
    openssl.write("query", request.to_der());
    EXPECT_TRUE(openssl.run("ts -reply -config tsa.cnf -queryfile query -out reply"))
        << openssl.output();
    return openssl.read("reply");
  }

  OpensslTool openssl;

 private:
  Identity identity_;
};

base::Result<TimestampVerdict> verify_now(base::ByteView reply, const TimestampRequest& request) {
  const auto roots = test_pki().roots();
  return verify_timestamp(reply, request, {{}, roots, {}}, test_pki().now);
}

TimestampRequest make_request() {
  return TimestampRequest::create(kDigest).value();
}

TEST(TimestampTest, AcceptsTheAnswerOfATrustedAuthority) {
  Authority authority{test_pki().intermediate};
  const TimestampRequest request = make_request();
  const auto verdict = verify_now(authority.answer(request), request);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->ok()) << verdict->reason << verdict->chain.reason;
  EXPECT_EQ(verdict->policy, "1.2.3.4.1");
  EXPECT_EQ(verdict->serial, "2b");
  EXPECT_EQ(verdict->accuracy, std::chrono::microseconds{1'500'100});
  EXPECT_EQ(verdict->authority->common_name(), "tsa");
  EXPECT_LT(std::chrono::abs(verdict->time - test_pki().now), std::chrono::minutes{10});
}

TEST(TimestampTest, RefusesTheAnswerToAnotherRequest) {
  Authority authority{test_pki().intermediate};
  const base::Bytes reply = authority.answer(make_request());
  const auto verdict = verify_now(reply, make_request());  // same digest, other nonce
  EXPECT_EQ(verdict->reason, "the token answers another request");
  EXPECT_FALSE(verdict->ok());
  const auto other = TimestampRequest::create(Sha256Digest{9}).value();
  EXPECT_EQ(verify_now(reply, other)->reason, "the token is for another digest");
}

TEST(TimestampTest, AnAnswerWithoutNonceIsNotFresh) {
  Authority authority{test_pki().intermediate};
  ASSERT_TRUE(authority.openssl.run("ts -query -cert -sha256 -no_nonce -out query -digest " +
                                    base::hex(kDigest)));
  ASSERT_TRUE(authority.openssl.run("ts -reply -config tsa.cnf -queryfile query -out reply"));
  const base::Bytes reply = authority.openssl.read("reply");
  EXPECT_FALSE(verify_now(reply, make_request())->ok());
  const auto roots = test_pki().roots();
  EXPECT_TRUE(verify_stored_timestamp(reply, kDigest, {{}, roots, {}}, test_pki().now)->ok());
}

TEST(TimestampTest, RefusesAnotherCa) {
  Authority authority{test_pki().other_root};
  const TimestampRequest request = make_request();
  const auto verdict = verify_now(authority.answer(request), request);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->chain.status, ChainStatus::UnknownIssuer);
  EXPECT_FALSE(verdict->ok());
}

// The content of a good token, signed anew by whoever `signer` is.
base::Bytes resign(const Identity& signer) {
  Authority authority{test_pki().intermediate};
  OpensslTool& openssl = authority.openssl;
  openssl.write("token", timestamp_token(authority.answer(make_request())).value());
  EXPECT_TRUE(openssl.run("cms -verify -noverify -binary -inform DER -in token -out info"));
  openssl.write("signer.pem", signer.certificate.to_pem());
  openssl.write("signer.key", signer.key.to_pem()->reveal());
  EXPECT_TRUE(
      openssl.run("cms -sign -cades -binary -nodetach -md sha256 -in info "
                  "-econtent_type 1.2.840.113549.1.9.16.1.4 -signer signer.pem "
                  "-inkey signer.key -certfile chain.pem -outform DER -out forged"))
      << openssl.output();
  return openssl.read("forged");
}

TEST(TimestampTest, RefusesAnAuthorityForAnotherPurpose) {
  const auto roots = test_pki().roots();
  const auto verdict_of = [&](CertificateProfile profile) {
    const Identity signer =
        make_identity(test_pki().intermediate, test_fields(profile, "x", test_pki().now));
    return verify_timestamp_token(resign(signer), kDigest, {{}, roots, {}}, test_pki().now).value();
  };
  const auto good = verdict_of(CertificateProfile::TimestampAuthority);
  EXPECT_TRUE(good.ok()) << good.reason << good.chain.reason;
  for (const auto profile : {CertificateProfile::EvidenceSigner, CertificateProfile::Client,
                             CertificateProfile::DeviceIdentity}) {
    const auto verdict = verdict_of(profile);
    EXPECT_FALSE(verdict.ok());
    EXPECT_EQ(verdict.chain.status, ChainStatus::WrongPurpose);
  }
}

TEST(TimestampTest, IsJudgedAtTheGivenTime) {
  Authority authority{test_pki().intermediate};
  const TimestampRequest request = make_request();
  const base::Bytes reply = authority.answer(request);
  const auto roots = test_pki().roots();
  EXPECT_EQ(
      verify_timestamp(reply, request, {{}, roots, {}}, test_pki().now + std::chrono::days{400})
          ->chain.status,
      ChainStatus::Expired);
}

TEST(TimestampTest, NoFlippedByteMovesTheTime) {
  Authority authority{test_pki().intermediate};
  const TimestampRequest request = make_request();
  const base::Bytes reply = authority.answer(request);
  const auto good = verify_now(reply, request);
  for (std::size_t i = 0; i < reply.size(); ++i) {
    base::Bytes flipped = reply;
    flipped[i] ^= 1;
    const auto verdict = verify_now(flipped, request);
    // Bytes that sign nothing may change; what is proved may not.
    if (!verdict || !verdict->ok()) continue;
    EXPECT_EQ(verdict->time, good->time) << i;
    EXPECT_EQ(verdict->authority, good->authority) << i;
  }
}

TEST(TimestampTest, ARefusalIsNoTimestamp) {
  Authority authority{test_pki().intermediate};
  ASSERT_TRUE(authority.openssl.run("ts -query -sha512 -data tsa.cnf -out query"));
  ASSERT_TRUE(authority.openssl.run("ts -reply -config tsa.cnf -queryfile query -out reply"));
  EXPECT_EQ(verify_now(authority.openssl.read("reply"), make_request()).error().kind,
            ErrorKind::Denied);
}

TEST(TimestampTest, TheTokenAloneProvesTheSame) {
  Authority authority{test_pki().intermediate};
  const base::Bytes token = timestamp_token(authority.answer(make_request())).value();
  const auto roots = test_pki().roots();
  const ChainInput input{{}, roots, {}};
  EXPECT_TRUE(verify_timestamp_token(token, kDigest, input, test_pki().now)->ok());
  EXPECT_FALSE(verify_timestamp_token(token, Sha256Digest{9}, input, test_pki().now)->ok());
}

TEST(TimestampTest, OpensslAgreesThatItIsGood) {
  Authority authority{test_pki().intermediate};
  authority.answer(make_request());
  authority.openssl.write("root.pem", test_pki().root.certificate.to_pem());
  EXPECT_TRUE(authority.openssl.run(
      "ts -verify -queryfile query -in reply -CAfile root.pem -untrusted chain.pem"))
      << authority.openssl.output();
}

TEST(TimestampTest, RequestsSurviveStorageAndDiffer) {
  const TimestampRequest request = make_request();
  const auto again = TimestampRequest::from_der(request.to_der());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->to_der(), request.to_der());
  EXPECT_EQ(again->digest(), kDigest);
  EXPECT_NE(make_request().to_der(), request.to_der());
  base::Bytes longer = request.to_der();
  longer.push_back(0);
  EXPECT_FALSE(TimestampRequest::from_der(longer));
  EXPECT_FALSE(TimestampRequest::from_der({}));
}

TEST(TimestampTest, RefusesWhatIsNoReply) {
  const TimestampRequest request = make_request();
  EXPECT_FALSE(verify_now({}, request));
  EXPECT_FALSE(verify_now(request.to_der(), request));
  EXPECT_FALSE(verify_now(base::Bytes(kTimestampBytesMax + 1), request));
  EXPECT_FALSE(verify_now(base::Bytes{0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00}, request));
}

}  // namespace
}  // namespace crypto
