// The account that may watch the streams: its Digest verifiers, never its password.
//
// It is the account that claimed the camera, and watches as long as that may: verifier() asks each
// time. A verifier is as good as the password in our realm, so the file is 0600 and nothing shows
// it. The realm is fixed: another would make every verifier worthless. Safe from any thread;
// follow() writes to disk.
#pragma once

#include <functional>
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

  // Before anything listens. Without it, nobody may.
  void set_judge(std::function<bool(std::string_view name)> may_watch) {
    may_watch_ = std::move(may_watch);
  }

  bool is_of(std::string_view name) const;
  std::optional<crypto::Secret> verifier(std::string_view name,
                                         http::DigestAlgorithm algorithm) const;
  // For DeviceAccess::Options::on_password: takes the first account there is, and keeps up with its
  // password. Whose name has changed is somebody new, once the old name may not watch any more.
  void follow(const std::string& name, const crypto::Secret& password);

 private:
  struct Verifiers {
    std::string name;  // empty: nobody
    crypto::Secret sha256;
    crypto::Secret md5;
  };

  StreamAccount(base::FileSystem& files, std::string path)
      : files_{files}, path_{std::move(path)} {}
  base::Result<Verifiers> read() const;
  base::Result<void> set(const std::string& name, const crypto::Secret& password);

  base::FileSystem& files_;
  std::string path_;
  std::function<bool(std::string_view name)> may_watch_;
  base::Guarded<Verifiers> verifiers_;
};

}  // namespace camera_fw
