#include "camera-fw/provision/stream_account.h"

#include "base/json/json.h"
#include "web/http/digest.h"

namespace camera_fw {
namespace {

constexpr std::size_t kAccountBytesMax = 4096;

}  // namespace

base::Result<std::unique_ptr<StreamAccount>> StreamAccount::load(base::FileSystem& files,
                                                                 std::string path) {
  std::unique_ptr<StreamAccount> account{new StreamAccount{files, std::move(path)}};
  auto verifiers = account->read();
  if (!verifiers && verifiers.error().kind == base::ErrorKind::NotFound) return account;
  if (!verifiers) return std::move(verifiers).error();
  account->verifiers_.with([&](Verifiers& kept) { kept = *std::move(verifiers); });
  return account;
}

base::Result<StreamAccount::Verifiers> StreamAccount::read() const {
  ASSIGN_OR_RETURN(auto bytes, base::read_small_file(files_, path_, kAccountBytesMax));
  const auto text = crypto::Secret::take(std::move(bytes));
  ASSIGN_OR_RETURN(const auto json, base::parse_json(base::as_text(text.reveal())));
  ASSIGN_OR_RETURN(std::string realm, json.get_string("realm"));
  if (realm != kDigestRealm) return base::Error{base::ErrorKind::Corrupt, "of another realm"};
  ASSIGN_OR_RETURN(std::string name, json.get_string("name"));
  ASSIGN_OR_RETURN(const std::string sha256, json.get_string("sha_256"));
  ASSIGN_OR_RETURN(const std::string md5, json.get_string("md5"));
  return Verifiers{std::move(name), crypto::Secret::copy_of(sha256), crypto::Secret::copy_of(md5)};
}

bool StreamAccount::is_of(std::string_view name) const {
  return verifiers_.with([&](const Verifiers& kept) { return kept.name == name; });
}

std::optional<crypto::Secret> StreamAccount::verifier(std::string_view name,
                                                      http::DigestAlgorithm algorithm) const {
  if (!may_watch_ || !may_watch_(name)) return std::nullopt;
  return verifiers_.with([&](const Verifiers& kept) -> std::optional<crypto::Secret> {
    if (kept.name.empty() || kept.name != name) return std::nullopt;
    return algorithm == http::DigestAlgorithm::Md5 ? kept.md5.clone() : kept.sha256.clone();
  });
}

void StreamAccount::follow(const std::string& name, const crypto::Secret& password) {
  const std::string mine = verifiers_.with([](const Verifiers& kept) { return kept.name; });
  if (!mine.empty() && mine != name && may_watch_ && may_watch_(mine)) return;
  const auto now =
      http::digest_verifier(http::DigestAlgorithm::Sha256, name, kDigestRealm, password);
  const bool same = verifiers_.with([&](const Verifiers& kept) {
    return kept.name == name && crypto::equal_constant_time(kept.sha256.reveal(), now.reveal());
  });
  // A failure is mended by the next sign-in.
  if (!same) (void)set(name, password);
}

base::Result<void> StreamAccount::set(const std::string& name, const crypto::Secret& password) {
  using http::DigestAlgorithm;
  Verifiers made{name, http::digest_verifier(DigestAlgorithm::Sha256, name, kDigestRealm, password),
                 http::digest_verifier(DigestAlgorithm::Md5, name, kDigestRealm, password)};
  base::Json json;
  json["realm"] = kDigestRealm;
  json["name"] = name;
  json["sha_256"] = base::as_text(made.sha256.reveal());
  json["md5"] = base::as_text(made.md5.reveal());
  RETURN_IF_ERROR(base::write_file_atomically(files_, path_, base::as_bytes(json.dump())));
  verifiers_.with([&](Verifiers& kept) { kept = std::move(made); });
  return {};
}

}  // namespace camera_fw
