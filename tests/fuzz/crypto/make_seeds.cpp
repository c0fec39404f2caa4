// Writes the seeds of this folder's fuzzers: `crypto_seeds tests/fuzz/corpus`. Run by hand when a
// format changes; the results are committed, because keys and times in them are random.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/cms/enveloped_data.h"
#include "crypto/cms/signed_data.h"
#include "crypto/timestamp/timestamp.h"
#include "crypto/x509/certificate_request.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace {

using crypto::CertificateProfile;
using test_support::Identity;
using test_support::make_identity;
using test_support::test_fields;
using test_support::test_pki;

const base::Bytes kContent = base::to_bytes("content");

class Corpus {
 public:
  explicit Corpus(std::filesystem::path root) : root_{std::move(root)} {}

  void write(const std::string& fuzzer, const std::string& name, base::ByteView bytes) const {
    std::filesystem::create_directories(root_ / fuzzer);
    std::ofstream out{root_ / fuzzer / name, std::ios::binary};
    const std::string_view text = base::as_text(bytes);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  void write(const std::string& fuzzer, const std::string& name, const std::string& text) const {
    write(fuzzer, name, base::as_bytes(text));
  }

 private:
  std::filesystem::path root_;
};

void write_certificates(const Corpus& corpus) {
  const auto& pki = test_pki();
  corpus.write("certificate_fuzz", "server.der", pki.server.certificate.to_der());
  corpus.write("certificate_fuzz", "ca.der", pki.intermediate.certificate.to_der());
  corpus.write("certificate_fuzz", "chain.pem",
               pki.server.certificate.to_pem() + pki.intermediate.certificate.to_pem());
  corpus.write("crl_fuzz", "empty.der", pki.root_crl.to_der());
  corpus.write("crl_fuzz", "one.der", pki.intermediate_crl.to_der());
  const auto request = crypto::CertificateRequest::create(
      pki.server.key, {{.country = "CH", .common_name = "nvr"}, {.dns = {"nvr.example"}}});
  corpus.write("certificate_request_fuzz", "request.der", request.value().to_der());
  corpus.write("private_key_fuzz", "p256.der", pki.server.key.to_pkcs8_der().reveal());
  corpus.write(
      "private_key_fuzz", "p384.der",
      crypto::PrivateKey::generate(crypto::KeyKind::EcP384).value().to_pkcs8_der().reveal());
}

void write_key_files(const Corpus& corpus) {
  test_support::OpensslTool openssl;
  openssl.write("key.pem", test_pki().server.key.to_pem().value().reveal());
  openssl.write("server.pem", test_pki().server.certificate.to_pem());
  const std::pair<const char*, const char*> kinds[]{{"encrypted.p12", ""},
                                                    {"clear.p12", "-certpbe NONE -keypbe NONE"},
                                                    {"without_mac.p12", "-nomac"},
                                                    {"old.p12", "-certpbe PBE-SHA1-3DES"},
                                                    {"without_key.p12", "-nokeys"}};
  for (const auto& [name, options] : kinds) {
    if (!openssl.run("pkcs12 -export -inkey key.pem -in server.pem -passout pass:seed -iter 1 "
                     "-out file " +
                     std::string{options})) {
      throw std::runtime_error{openssl.output()};
    }
    corpus.write("pkcs12_fuzz", name, openssl.read("file"));
  }
}

void write_messages(const Corpus& corpus) {
  const auto& pki = test_pki();
  const Identity signer = make_identity(
      pki.intermediate, test_fields(CertificateProfile::EvidenceSigner, "signer", pki.now));
  const auto chain = pki.intermediates();
  corpus.write("signed_data_fuzz", "signed.der",
               crypto::sign_cms(signer.key, signer.certificate, crypto::content_of(kContent),
                                {.signing_time = pki.now, .chain = chain})
                   .value());
  const Identity reader =
      make_identity(pki.intermediate, test_fields(CertificateProfile::Recipient, "r", pki.now));
  const crypto::Certificate recipients[]{reader.certificate};
  corpus.write("enveloped_data_fuzz", "recipient.der",
               crypto::encrypt_cms(kContent, recipients).value());
}

void write_timestamps(const Corpus& corpus) {
  const auto& pki = test_pki();
  const Identity authority = make_identity(
      pki.intermediate, test_fields(CertificateProfile::TimestampAuthority, "tsa", pki.now));
  const auto request = crypto::TimestampRequest::create({1, 2, 3}).value();
  test_support::OpensslTool openssl;
  openssl.write("tsa.pem", authority.certificate.to_pem());
  openssl.write("tsa.key", authority.key.to_pem().value().reveal());
  openssl.write("serial", std::string_view{"2A\n"});
  openssl.write("query", request.to_der());
  openssl.write(
      "tsa.cnf",
      std::string_view{
          "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
          "signer_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\n"
          "ess_cert_id_alg=sha256\n"});
  if (!openssl.run("ts -reply -config tsa.cnf -queryfile query -out reply")) {
    throw std::runtime_error{openssl.output()};
  }
  const base::Bytes reply = openssl.read("reply");
  corpus.write("timestamp_fuzz", "reply.der", reply);
  corpus.write("timestamp_fuzz", "token.der", crypto::timestamp_token(reply).value());
  corpus.write("timestamp_fuzz", "request.der", request.to_der());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: crypto_seeds <corpus folder>\n", stderr);
    return 2;
  }
  const Corpus corpus{argv[1]};
  write_certificates(corpus);
  write_key_files(corpus);
  write_messages(corpus);
  write_timestamps(corpus);
}
