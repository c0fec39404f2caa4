// The account that may watch the streams: its Digest verifiers, never its password.
//
// A verifier is as good as the password in our realm, so the file is 0600 and nothing shows it. The
// realm is fixed: another would make every verifier worthless. Safe from any thread; set() writes
// to disk.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/file_system.h"
#include "base/guarded.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "web/http/digest_format.h"

namespace camera_fw {

inline constexpr std::string_view kDigestRealm = "Custody camera";

class StreamAccount {
 public:
  // Nobody while there is no file. `files` outlives the account.
  static base::Result<std::unique_ptr<StreamAccount>> load(base::FileSystem& files,
                                                           std::string path);

  bool is_of(std::string_view name) const;
  std::optional<crypto::Secret> verifier(std::string_view name,
                                         http::DigestAlgorithm algorithm) const;
  base::Result<void> set(const std::string& name, const crypto::Secret& password);
  // For SessionRoutesParts::on_password: the account that claims the camera may watch. At each
  // sign-in as well, because power may be lost between the account and its verifiers.
  void take_first(const std::string& name, const crypto::Secret& password) {
    if (is_of("")) (void)set(name, password);
  }

 private:
  struct Verifiers {
    std::string name;  // empty: nobody
    crypto::Secret sha256;
    crypto::Secret md5;
  };

  StreamAccount(base::FileSystem& files, std::string path)
      : files_{files}, path_{std::move(path)} {}
  base::Result<Verifiers> read() const;

  base::FileSystem& files_;
  std::string path_;
  base::Guarded<Verifiers> verifiers_;
};

}  // namespace camera_fw
