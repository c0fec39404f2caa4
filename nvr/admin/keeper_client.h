// The keeper's verbs as custodyd asks them: values in, values out, secrets wiped on the way.
//
// Safe from any thread; every call waits for the keeper, up to `timeout`. Unavailable: it is away,
// or its keys are locked (is_locked() tells). The other side: appliance/keeper/keeper_verbs.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "appliance/keeper/journal_page.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/process/caller.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/secret.h"

namespace nvr {

struct KeeperState {
  std::string state;  // empty, locked, unlocked
  bool recovery_proven = false;
  std::string site_ca_fingerprint;  // empty while there is none
};

// Who asks for a key, and why: what the journal will say.
struct KeyUse {
  std::string actor;
  std::string reason;
  std::optional<base::Id> grant{};  // an export's, for opening in bulk
};

class KeeperClient {
 public:
  // `caller` outlives this.
  explicit KeeperClient(base::Caller& caller,
                        std::chrono::milliseconds timeout = std::chrono::seconds{10})
      : caller_{caller}, timeout_{timeout} {}

  base::Result<KeeperState> state();
  base::Result<void> set_passphrase(const crypto::Secret& passphrase);
  // `method` is "passphrase" or "tpm-pin".
  base::Result<void> unlock(const std::string& actor, const std::string& method,
                            const crypto::Secret& secret);
  base::Result<void> lock(const std::string& actor);
  base::Result<void> add_unlock_method(const std::string& actor, const std::string& method,
                                       const crypto::Secret& secret);
  base::Result<void> remove_unlock_method(const std::string& actor, const std::string& method);

  // State, methods, recipients and grants as the keeper tells them: docs/design/keystore.md.
  base::Result<base::Json> describe();
  base::Result<base::Json> recipients();
  base::Result<base::Json> add_recipient(const std::string& actor, const std::string& label,
                                         base::ByteView certificate);
  base::Result<void> remove_recipient(const std::string& actor, const base::Id& recipient);
  struct GrantAsked {
    std::string actor;
    std::string reason;
    base::Id camera{};
    base::WallTime from{};
    base::WallTime to{};
  };
  base::Result<base::Id> grant_export(const GrantAsked& asked);
  base::Result<base::Json> grants();
  base::Result<void> revoke_grant(const std::string& actor, const base::Id& grant);
  base::Result<void> rotate_site_key(const std::string& actor);

  struct ErasureAsked {
    std::string scope;  // camera-day, camera, everything
    std::optional<base::Id> camera{};
    std::optional<base::Day> day{};
    std::string actor;
    std::string reason;
  };
  struct Erasure {
    std::string id;
    std::string certificate;  // JSON
    base::Bytes signature;    // CMS
  };
  base::Result<Erasure> erase(const ErasureAsked& asked);
  base::Result<Erasure> erasure(const base::Id& id);
  base::Result<base::Json> erasures();

  base::Result<crypto::Secret> recovery_key(const std::string& actor);
  base::Result<void> prove_recovery(const std::string& actor, const crypto::Secret& text);

  base::Result<crypto::Secret> open_segment(const base::Id& segment, base::ByteView header,
                                            const KeyUse& use);
  base::Result<crypto::Secret> thumbnail_key(const base::Id& camera, base::Day day,
                                             const std::string& actor);

  base::Result<appliance::JournalPage> journal(std::int64_t from);

  base::Result<std::string> site_ca();                                        // PEM
  base::Result<std::string> issue_https_certificate(base::ByteView request);  // PEM chain

 private:
  base::Result<base::ipc::Reply> ask(const char* verb, base::Json arguments,
                                     base::ByteView body = {});
  base::Result<base::ipc::Reply> ask_patiently(const char* verb, base::Json arguments,
                                               base::ByteView body = {});
  base::Result<base::Json> ask_json(const char* verb);
  base::Result<crypto::Secret> ask_secret(const char* verb, base::Json arguments,
                                          base::ByteView body = {});

  base::Caller& caller_;
  std::chrono::milliseconds timeout_;
};

// Whether an Unavailable of the keeper means that its keys are locked, not that it is away.
bool is_locked(const base::Error& error);

// Whether it means that the TPM, not the keeper, does not serve now: none, failing, or locked out.
bool is_tpm_trouble(const base::Error& error);

}  // namespace nvr
