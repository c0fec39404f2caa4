// The recorder's own certificate, which the web interface shows as long as nobody chose another:
// self-signed when there is nothing else, from the site's own authority as soon as the keeper
// answers, and renewed in time, without a restart.
//
// The key is made once and stays. Files in `directory`: server.key, server.pem (the chain in use),
// site-ca.pem (what browsers are to trust). One thread at a time; current() and key() from any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "appliance/certificates/server_identity.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/guarded.h"
#include "base/result.h"
#include "nvr/admin/keeper_client.h"

namespace nvr {

class SiteCertificate {
 public:
  struct Options {
    std::string directory;
    appliance::SelfSignedOptions self_signed;
    std::chrono::days renew_before{30};
  };
  struct Shown {
    std::vector<crypto::Certificate> chain;
    std::string fingerprint;
    base::WallTime not_after{};
    bool by_site = false;
    std::string site_ca_fingerprint;  // empty while there is none
  };

  // `files` and `clock` outlive this.
  static base::Result<std::unique_ptr<SiteCertificate>> load(base::FileSystem& files,
                                                             const base::Clock& clock,
                                                             Options options);

  const crypto::PrivateKey& key() const { return identity_.key; }
  std::chrono::days renews_before() const { return options_.renew_before; }
  Shown current() const {
    return shown_.with([](const Shown& shown) { return shown; });
  }

  // Asks the site's authority when that is due; true: there is a new certificate to be used.
  base::Result<bool> refresh(KeeperClient& keeper);

 private:
  SiteCertificate(base::FileSystem& files, const base::Clock& clock, Options options,
                  appliance::ServerIdentity identity);

  bool is_due(const crypto::Certificate& authority) const;
  base::Result<std::vector<crypto::Certificate>> ask_for_chain(KeeperClient& keeper) const;
  void show(const std::optional<crypto::Certificate>& authority);

  base::FileSystem& files_;
  const base::Clock& clock_;
  Options options_;
  appliance::ServerIdentity identity_;
  base::Guarded<Shown> shown_;
};

}  // namespace nvr
