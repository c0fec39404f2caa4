// Goal: what other tools hand out with strong protection gets in, and everything else is refused
// with the exact reason. Method: files of the openssl command, and of its library where the
// command would not make them.

#include "crypto/x509/pkcs12.h"

#include <gtest/gtest.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <string>

#include "crypto/openssl_handle.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::OpensslTool;
using test_support::test_pki;

Secret pass(std::string_view text = "abc") {
  return Secret::copy_of(text);
}

// The test server's key and chain, exported with these options.
base::Bytes exported(const std::string& options = "") {
  OpensslTool openssl;
  openssl.write("key.pem", test_pki().server.key.to_pem().value().reveal());
  openssl.write("chain.pem", test_pki().server.certificate.to_pem() +
                                 test_pki().intermediate.certificate.to_pem());
  EXPECT_TRUE(
      openssl.run("pkcs12 -export -inkey key.pem -in chain.pem -passout pass:abc "
                  "-out file.p12 " +
                  options))
      << openssl.output();
  return openssl.read("file.p12");
}

std::string refusal_of(const base::Result<Pkcs12Content>& read) {
  return read ? "accepted" : read.error().message;
}
std::string refusal_of(const std::string& options) {
  return refusal_of(read_pkcs12(exported(options), pass()));
}

void free_test_safes(STACK_OF(PKCS7) * safes) {
  sk_PKCS7_pop_free(safes, PKCS7_free);
}
void free_test_bags(STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

// So many keys and certificates in one part in clear, with a MAC.
base::Bytes file_of(int keys, int certificates) {
  STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
  for (int i = 0; i < keys; ++i) {
    PKCS12_add_key(&bags, test_pki().server.key.native(), 0, 1, -1, nullptr);
  }
  for (int i = 0; i < certificates; ++i) {
    PKCS12_add_cert(&bags, test_pki().server.certificate.native());
  }
  const Handle<STACK_OF(PKCS12_SAFEBAG), free_test_bags> owned_bags{bags};
  STACK_OF(PKCS7)* safes = nullptr;
  PKCS12_add_safe(&safes, bags, -1, 0, nullptr);
  const Handle<STACK_OF(PKCS7), free_test_safes> owned_safes{safes};
  const Handle<PKCS12, PKCS12_free> file{PKCS12_add_safes(safes, 0)};
  EXPECT_EQ(PKCS12_set_mac(file.get(), "abc", -1, nullptr, 0, 1, EVP_sha256()), 1);
  base::Bytes der(static_cast<std::size_t>(i2d_PKCS12(file.get(), nullptr)));
  unsigned char* end = der.data();
  i2d_PKCS12(file.get(), &end);
  return der;
}

TEST(Pkcs12Test, TheKeyAndItsCertificatesAreReadInTheirOrder) {
  const auto read = read_pkcs12(exported(), pass());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->key.public_key(), test_pki().server.key.public_key());
  ASSERT_EQ(read->certificates.size(), 2U);
  EXPECT_EQ(read->certificates[0], test_pki().server.certificate);
  EXPECT_EQ(read->certificates[1], test_pki().intermediate.certificate);
}

TEST(Pkcs12Test, OtherStrongFormsAreReadToo) {
  EXPECT_EQ(refusal_of("-macalg sha1"), "accepted");
  EXPECT_EQ(refusal_of("-macalg sha512"), "accepted");
  EXPECT_EQ(refusal_of("-certpbe AES-128-CBC -keypbe AES-192-CBC"), "accepted");
  EXPECT_EQ(refusal_of("-certpbe NONE"), "accepted");
  EXPECT_EQ(refusal_of("-keypbe NONE"), "accepted");
}

TEST(Pkcs12Test, OnlyItsPassphraseOpensIt) {
  const auto file = exported();
  EXPECT_EQ(read_pkcs12(file, pass("abd")).error().kind, ErrorKind::Denied);
  EXPECT_EQ(read_pkcs12(file, Secret{}).error().message, "PKCS#12 file needs a passphrase");
  const std::string longest(kPassphraseBytesMax, 'x');
  EXPECT_EQ(read_pkcs12(file, pass(longest)).error().kind, ErrorKind::Denied);
  EXPECT_EQ(refusal_of(read_pkcs12(file, pass(longest + "x"))), "passphrase is too long");
}

TEST(Pkcs12Test, OldEncryptionIsRefused) {
  EXPECT_EQ(refusal_of("-legacy"), "PKCS#12 encryption older than PBES2 is refused");  // RC2
  EXPECT_EQ(refusal_of("-certpbe PBE-SHA1-3DES"), "PKCS#12 encryption older than PBES2 is refused");
  EXPECT_EQ(refusal_of("-keypbe PBE-SHA1-3DES"),
            "private key encryption older than PBES2 is refused");
  EXPECT_EQ(refusal_of("-certpbe DES-EDE3-CBC"),
            "PKCS#12 encrypted with another cipher than AES is refused");
  EXPECT_EQ(refusal_of("-keypbe DES-EDE3-CBC"),
            "private key encrypted with another cipher than AES is refused");
}

TEST(Pkcs12Test, AFileThatAnybodyCouldHaveMadeIsRefused) {
  EXPECT_EQ(refusal_of("-nomac"), "PKCS#12 file without a MAC: anybody could have made it");
  EXPECT_EQ(refusal_of("-macalg md5"),
            "PKCS#12 file with an unsupported MAC: HMAC with SHA-1 or SHA-2 is read");
}

TEST(Pkcs12Test, AnAlteredFileIsRefused) {
  auto file = exported();
  file[file.size() / 2] ^= 1;
  EXPECT_FALSE(read_pkcs12(file, pass()));
}

TEST(Pkcs12Test, ThereIsExactlyOneKey) {
  EXPECT_EQ(refusal_of("-nokeys"), "PKCS#12 file without a private key");
  EXPECT_EQ(refusal_of(read_pkcs12(file_of(1, 1), pass())), "accepted");
  EXPECT_EQ(refusal_of(read_pkcs12(file_of(2, 1), pass())),
            "PKCS#12 file with several private keys");
}

TEST(Pkcs12Test, CertificatesAreBoundedInNumber) {
  const int most = static_cast<int>(kChainCertificatesMax);
  const auto read = read_pkcs12(file_of(1, most), pass());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->certificates.size(), kChainCertificatesMax);
  EXPECT_EQ(refusal_of(read_pkcs12(file_of(1, most + 1), pass())),
            "PKCS#12 file with too many certificates");
  EXPECT_EQ(refusal_of(read_pkcs12(file_of(1, 64), pass())), "PKCS#12 file with too many entries");
}

// The MAC's count of iterations is the last that is in the file.
TEST(Pkcs12Test, TheWorkThatAFileMayAskForIsBounded) {
  auto file = exported("-iter 65536");
  EXPECT_TRUE(read_pkcs12(file, pass()));
  const auto set_count = [&](base::Bytes count) { std::ranges::copy(count, file.end() - 3); };
  set_count({0x0f, 0x42, 0x40});  // 1,000,000: tried, and then it is another MAC
  EXPECT_EQ(read_pkcs12(file, pass()).error().kind, ErrorKind::Denied);
  set_count({0x0f, 0x42, 0x41});
  EXPECT_EQ(refusal_of(read_pkcs12(file, pass())), "PKCS#12 file with an excessive work factor");
}

TEST(Pkcs12Test, NothingElseIsOne) {
  const auto file = exported();
  EXPECT_EQ(read_pkcs12({}, pass()).error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(read_pkcs12(test_pki().server.certificate.to_der(), pass()).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_FALSE(read_pkcs12(base::ByteView{file}.first(file.size() - 1), pass()));
  auto longer = file;
  longer.push_back(0);
  EXPECT_EQ(read_pkcs12(longer, pass()).error().kind, ErrorKind::InvalidInput);
  longer.resize(kPkcs12BytesMax + 1);
  EXPECT_EQ(refusal_of(read_pkcs12(longer, pass())), "PKCS#12 file is too long");
}

}  // namespace
}  // namespace crypto
