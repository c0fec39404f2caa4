#include "nvr/admin/site_certificate.h"

#include <utility>

#include "crypto/x509/certificate_request.h"

namespace nvr {
namespace {

std::optional<crypto::Certificate> load_site_ca(base::FileSystem& files, const std::string& path) {
  const auto pem = base::read_small_file(files, path, crypto::kCertificateBytesMax);
  if (!pem) return std::nullopt;
  auto certificate = crypto::Certificate::from_pem(*pem);
  if (!certificate) return std::nullopt;
  return *std::move(certificate);
}

std::string pem_of(const std::vector<crypto::Certificate>& chain) {
  std::string pem;
  for (const auto& certificate : chain) pem += certificate.to_pem();
  return pem;
}

}  // namespace

SiteCertificate::SiteCertificate(base::FileSystem& files, const base::Clock& clock, Options options,
                                 appliance::ServerIdentity identity)
    : files_{files}, clock_{clock}, options_{std::move(options)}, identity_{std::move(identity)} {}

base::Result<std::unique_ptr<SiteCertificate>> SiteCertificate::load(base::FileSystem& files,
                                                                     const base::Clock& clock,
                                                                     Options options) {
  ASSIGN_OR_RETURN(auto identity, appliance::load_or_make_identity(
                                      files, options.directory, options.self_signed, clock.wall()));
  std::unique_ptr<SiteCertificate> made{
      new SiteCertificate{files, clock, std::move(options), std::move(identity)}};
  made->show(load_site_ca(files, made->options_.directory + "/site-ca.pem"));
  return made;
}

void SiteCertificate::show(const std::optional<crypto::Certificate>& authority) {
  const crypto::Certificate& own = identity_.chain.front();
  shown_.with([&](Shown& shown) {
    shown.chain = identity_.chain;
    shown.fingerprint = base::hex(own.fingerprint());
    shown.not_after = own.not_after();
    shown.by_site = own.issuer() != own.subject();
    shown.site_ca_fingerprint = authority ? base::hex(authority->fingerprint()) : "";
  });
}

// Its own names changed, its end is near, or another authority than the site's signed it.
bool SiteCertificate::is_due(const crypto::Certificate& authority) const {
  const crypto::Certificate& own = identity_.chain.front();
  return own.issuer() != authority.subject() || own.alt_names() != options_.self_signed.names ||
         clock_.wall() > own.not_after() - options_.renew_before;
}

base::Result<std::vector<crypto::Certificate>> SiteCertificate::ask_for_chain(
    KeeperClient& keeper) const {
  crypto::CertificateRequestFields fields;
  fields.subject.common_name = options_.self_signed.common_name;
  fields.names = options_.self_signed.names;
  ASSIGN_OR_RETURN(const auto request, crypto::CertificateRequest::create(identity_.key, fields));
  ASSIGN_OR_RETURN(const std::string pem, keeper.issue_https_certificate(request.to_der()));
  ASSIGN_OR_RETURN(auto chain, crypto::parse_chain_pem(base::as_bytes(pem)));
  if (!chain.front().matches_key(identity_.key)) {
    return base::Error{base::ErrorKind::Corrupt, "the site's authority certified another key"};
  }
  return chain;
}

base::Result<bool> SiteCertificate::refresh(KeeperClient& keeper) {
  ASSIGN_OR_RETURN(const std::string ca_pem, keeper.site_ca());
  ASSIGN_OR_RETURN(const auto authority, crypto::Certificate::from_pem(base::as_bytes(ca_pem)));
  if (current().site_ca_fingerprint != base::hex(authority.fingerprint())) {
    RETURN_IF_ERROR(base::write_file_atomically(files_, options_.directory + "/site-ca.pem",
                                                base::as_bytes(authority.to_pem())));
    show(authority);
  }
  if (!is_due(authority)) return false;
  ASSIGN_OR_RETURN(auto chain, ask_for_chain(keeper));
  RETURN_IF_ERROR(base::write_file_atomically(files_, options_.directory + "/server.pem",
                                              base::as_bytes(pem_of(chain))));
  identity_.chain = std::move(chain);
  show(authority);
  return true;
}

}  // namespace nvr
