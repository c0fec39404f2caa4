#include "camera-fw/provision/device_identity.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "camera-fw/provision/factory_ca.h"
#include "crypto/x509/certificate_builder.h"

namespace camera_fw {
namespace {

constexpr std::chrono::days kDeviceLife{365 * 10};
constexpr std::chrono::hours kDeviceStartsBefore{1};
constexpr std::size_t kSerialLetters = 12;

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string serial_of(const crypto::PrivateKey& key) {
  return upper(base::hex(key.public_key().fingerprint())).substr(0, kSerialLetters);
}

base::Result<crypto::PrivateKey> load_or_make_key(base::FileSystem& files, const std::string& path,
                                                  bool may_make) {
  auto pem = base::read_small_file(files, path, crypto::kPrivateKeyBytesMax);
  if (pem) return crypto::PrivateKey::from_pem(crypto::Secret::take(*std::move(pem)));
  if (pem.error().kind != base::ErrorKind::NotFound) return pem.error();
  if (!may_make) {
    return base::Error{base::ErrorKind::Corrupt, "the device certificate is there without its key"};
  }
  ASSIGN_OR_RETURN(auto key, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  ASSIGN_OR_RETURN(const crypto::Secret text, key.to_pem());
  RETURN_IF_ERROR(base::write_file_atomically(files, path, text.reveal()));
  return key;
}

base::Result<std::vector<crypto::Certificate>> certify(
    base::FileSystem& files, const std::string& path, const crypto::PrivateKey& key,
    const std::string& serial, const std::string& factory_directory, base::WallTime now) {
  ASSIGN_OR_RETURN(const FactoryCa factory, load_or_make_factory_ca(files, factory_directory, now));
  crypto::CertificateFields fields;
  fields.subject.organization = "Custody";
  fields.subject.common_name = "Custody camera " + serial;
  fields.names.dns = {"localhost"};
  fields.names.ip = {"127.0.0.1", "::1"};
  fields.not_before = std::max(now - kDeviceStartsBefore, factory.certificate.not_before());
  fields.not_after = std::min(now + kDeviceLife, factory.certificate.not_after());
  ASSIGN_OR_RETURN(auto own,
                   crypto::issue(factory.certificate, factory.key, key.public_key(), fields));
  std::vector<crypto::Certificate> chain{std::move(own), factory.certificate};
  const std::string pem = chain[0].to_pem() + chain[1].to_pem();
  RETURN_IF_ERROR(base::write_file_atomically(files, path, base::as_bytes(pem)));
  return chain;
}

}  // namespace

base::Result<DeviceIdentity> load_or_make_device_identity(base::FileSystem& files,
                                                          const std::string& directory,
                                                          const std::string& factory_directory,
                                                          base::WallTime now) {
  const std::string chain_path = directory + "/device.pem";
  RETURN_IF_ERROR(base::make_directories(files, directory, base::Access::Private));
  const auto pem = base::read_small_file(files, chain_path, crypto::kCertificateBytesMax);
  if (!pem && pem.error().kind != base::ErrorKind::NotFound) return pem.error();
  ASSIGN_OR_RETURN(auto key, load_or_make_key(files, directory + "/device.key", !pem));
  std::string serial = serial_of(key);
  std::vector<crypto::Certificate> chain;
  if (pem) {
    ASSIGN_OR_RETURN(chain, crypto::parse_chain_pem(*pem));
    if (!chain.front().matches_key(key)) {
      return base::Error{base::ErrorKind::Corrupt, chain_path + " is not of the device key"};
    }
  } else {
    ASSIGN_OR_RETURN(chain, certify(files, chain_path, key, serial, factory_directory, now));
  }
  return DeviceIdentity{std::move(key), std::move(chain), std::move(serial)};
}

std::string fingerprint_text(const crypto::Certificate& certificate) {
  const std::string digits = upper(base::hex(certificate.fingerprint()));
  std::string text;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    if (i > 0) text += ':';
    text += digits.substr(i, 2);
  }
  return text;
}

}  // namespace camera_fw
