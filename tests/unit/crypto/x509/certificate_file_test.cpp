// Goal: every usual form of a key and its certificates is read for what it is, and a key never
// slips in where only certificates belong.

#include "crypto/x509/certificate_file.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::OpensslTool;
using test_support::test_pki;

const Secret& file_pass() {
  static const Secret passphrase = Secret::copy_of(std::string_view{"abc"});
  return passphrase;
}

std::string chain_text(std::size_t certificates) {
  std::string text;
  for (std::size_t i = 0; i < certificates; ++i) text += test_pki().server.certificate.to_pem();
  return text;
}

// The server's key as the command writes it.
base::Bytes key_made_by(const std::string& arguments) {
  OpensslTool openssl;
  openssl.write("key.pem", test_pki().server.key.to_pem().value().reveal());
  openssl.write("cert.pem", test_pki().server.certificate.to_pem());
  EXPECT_TRUE(openssl.run(arguments + " -out out")) << openssl.output();
  return openssl.read("out");
}

base::Result<KeyAndCertificates> read_upload(base::ByteView file,
                                             const Secret* passphrase = nullptr) {
  return read_key_and_certificates(Secret::copy_of(file), passphrase);
}

std::string why_refused(const auto& result) {
  return result ? "accepted" : result.error().message;
}

TEST(CertificateFileTest, CertificatesAreReadFromPemAndDer) {
  const auto& certificate = test_pki().server.certificate;
  EXPECT_EQ(read_certificates(certificate.to_der()).value().at(0), certificate);
  EXPECT_EQ(read_upload(certificate.to_der()).value().certificates.at(0), certificate);
  EXPECT_EQ(read_certificates(base::as_bytes(chain_text(2))).value().size(), 2U);
  EXPECT_EQ(read_upload(base::as_bytes(chain_text(2))).value().certificates.size(), 2U);
}

TEST(CertificateFileTest, AKeyIsReadInEveryUsualForm) {
  const auto expect_key = [](const std::string& command, const Secret* passphrase = nullptr) {
    const auto found = read_upload(key_made_by(command), passphrase);
    ASSERT_TRUE(found) << command << ": " << found.error().message;
    ASSERT_TRUE(found->key) << command;
    EXPECT_EQ(found->key->public_key(), test_pki().server.key.public_key()) << command;
  };
  expect_key("pkcs8 -topk8 -nocrypt -in key.pem");
  expect_key("pkcs8 -topk8 -nocrypt -in key.pem -outform DER");
  expect_key("pkcs8 -topk8 -in key.pem -passout pass:abc", &file_pass());
  expect_key("pkcs8 -topk8 -in key.pem -passout pass:abc -outform DER", &file_pass());
  expect_key("pkcs12 -export -inkey key.pem -in cert.pem -passout pass:abc", &file_pass());
  expect_key("ec -in key.pem");
}

TEST(CertificateFileTest, AKeyAndItsCertificatesMayBeInOneFile) {
  const std::string key{base::as_text(test_pki().server.key.to_pem().value().reveal())};
  const auto found = read_upload(base::as_bytes(chain_text(1) + key + chain_text(1)));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->key);
  EXPECT_EQ(found->certificates.size(), 2U);
  EXPECT_EQ(why_refused(read_upload(base::as_bytes(key + key))),
            "more than one private key in the file");
}

TEST(CertificateFileTest, WhatIsEncryptedAsksForItsPassphrase) {
  for (const char* command : {"pkcs8 -topk8 -in key.pem -passout pass:abc",
                              "pkcs8 -topk8 -in key.pem -passout pass:abc -outform DER",
                              "pkcs12 -export -inkey key.pem -in cert.pem -passout pass:abc"}) {
    const auto file = key_made_by(command);
    const Secret wrong = Secret::copy_of(std::string_view{"abd"});
    EXPECT_EQ(read_upload(file).error().kind, ErrorKind::Denied) << command;
    EXPECT_EQ(read_upload(file, &wrong).error().kind, ErrorKind::Denied) << command;
  }
}

TEST(CertificateFileTest, AKeyWhereOnlyCertificatesBelongIsRefused) {
  for (const char* command :
       {"pkcs8 -topk8 -nocrypt -in key.pem", "pkcs8 -topk8 -nocrypt -in key.pem -outform DER",
        "pkcs8 -topk8 -in key.pem -passout pass:abc",
        "pkcs8 -topk8 -in key.pem -passout pass:abc -outform DER",
        "pkcs12 -export -inkey key.pem -in cert.pem -passout pass:abc"}) {
    EXPECT_EQ(why_refused(read_certificates(key_made_by(command))),
              "the certificate file holds a private key")
        << command;
  }
}

TEST(CertificateFileTest, FilesAreBounded) {
  EXPECT_EQ(read_certificates(base::as_bytes(chain_text(kChainCertificatesMax))).value().size(),
            kChainCertificatesMax);
  EXPECT_FALSE(read_certificates(base::as_bytes(chain_text(kChainCertificatesMax + 1))));
  EXPECT_TRUE(read_upload(base::as_bytes(chain_text(kChainCertificatesMax))));
  EXPECT_EQ(why_refused(read_upload(base::as_bytes(chain_text(kChainCertificatesMax + 1)))),
            "too many PEM blocks");
  const std::string text = chain_text(1);
  const std::string fits = std::string(kCertificateBytesMax - text.size(), '\n') + text;
  EXPECT_TRUE(read_certificates(base::as_bytes(fits)));
  EXPECT_EQ(why_refused(read_certificates(base::as_bytes("\n" + fits))),
            "the file is longer than 1 MiB");
  EXPECT_EQ(why_refused(read_upload(base::as_bytes("\n" + fits))), "the file is longer than 1 MiB");
}

TEST(CertificateFileTest, EverythingElseIsRefusedWithTheReason) {
  EXPECT_EQ(why_refused(read_upload({})),
            "neither PEM nor DER of a certificate, a private key or PKCS#12");
  EXPECT_EQ(why_refused(read_certificates(base::as_bytes("hello"))),
            "neither PEM nor DER of a certificate");
  EXPECT_EQ(why_refused(read_upload(base::as_bytes(test_pki().root_crl.to_pem()))),
            "a PEM block is neither a certificate nor a private key");
  auto cut = test_pki().server.certificate.to_der();
  cut.pop_back();
  EXPECT_FALSE(read_upload(cut));
  EXPECT_FALSE(read_certificates(cut));
}

}  // namespace
}  // namespace crypto
