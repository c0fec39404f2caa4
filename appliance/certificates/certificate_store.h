// The certificates of a device, in a database of their own: servers whose keys it holds, and the
// authorities it believes, with their lists of revoked certificates (R105-R112, R117-R122).
//
// A private key is made here or imported, sealed at rest under the device's key, and never given
// out but to the TLS of this program. What is used, by the web interface or whoever said so with
// add_use(), is not removed. What a call reported as done survives power loss.
// Safe from any thread. What changes something writes to disk, and making an RSA key takes seconds:
// worker threads only. Reading never waits for them. Specification: docs/design/certificates.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "appliance/certificates/certificate_columns.h"
#include "appliance/certificates/certificate_entries.h"
#include "appliance/certificates/server_identity.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "storage/table/database.h"

namespace appliance {

class CertificateStore {
 public:
  struct Parts {  // outlive the store
    base::IdSource& ids;
    const base::Clock& clock;
  };
  // What uses a server or an authority, if that uses it: "client-certificates". Must not block, nor
  // ask the store.
  using Use = std::function<std::optional<std::string>(const base::Id&)>;

  // The database at `path`, made when it is missing; `device_key` seals what is secret in it.
  static base::Result<std::unique_ptr<CertificateStore>> open(const std::string& path,
                                                              crypto::Secret device_key,
                                                              const Parts& parts);

  std::vector<ServerEntry> servers() const;  // the oldest first
  std::optional<ServerEntry> server(const base::Id& id) const;
  std::vector<AuthorityEntry> authorities() const;
  std::optional<AuthorityEntry> authority(const base::Id& id) const;

  // By a list of one of the authorities.
  std::optional<crypto::Revocation> revocation_of(const crypto::Certificate& certificate) const;

  void add_use(Use use) { uses_.push_back(std::move(use)); }  // before anything is removed
  std::vector<std::string> uses_of(const base::Id& id) const;

  // In what follows: InvalidInput says which rule is broken. NotFound. Exists: the same key or
  // authority is there. Denied: it is in use. Unavailable: there are as many as there may be, or
  // the clock is not set.

  // A key is made; its request goes to a CA.
  base::Result<ServerEntry> request(const NewServer& wanted);
  base::Result<ServerEntry> self_sign(const NewServer& wanted, const Validity& validity);
  // `given` are in any order; so in install(), which takes the place of a chain there may be.
  base::Result<ServerEntry> add_server(const std::string& label, const crypto::PrivateKey& key,
                                       const std::vector<crypto::Certificate>& given);
  base::Result<ServerEntry> install(const base::Id& id,
                                    const std::vector<crypto::Certificate>& given);
  base::Result<ServerEntry> remove_server(const base::Id& id);  // what it was

  base::Result<AuthorityEntry> add_authority(const std::string& label, base::ByteView file);
  base::Result<AuthorityEntry> set_crl(const base::Id& id, base::ByteView file);
  base::Result<AuthorityEntry> remove_authority(const base::Id& id);

  WebChoice web_choice() const;
  // Exists: another was chosen since `made_from`. InvalidInput: it has no certificate yet, or one
  // that TLS cannot show.
  base::Result<WebChoice> choose_for_web(const std::optional<base::Id>& server,
                                         std::optional<std::int64_t> made_from);
  // Of the chosen one; nothing when none is.
  base::Result<std::optional<ServerIdentity>> web_identity() const;

  // What an EndingWatch has told.
  base::Result<std::vector<ToldEnding>> told_endings();
  base::Result<void> set_told_endings(const std::vector<ToldEnding>& told);

 private:
  struct State {
    std::vector<ServerRow> servers;
    std::vector<AuthorityEntry> authorities;
    WebChoice web;
  };

  CertificateStore(storage::Database database, crypto::Secret device_key, const Parts& parts);

  base::Result<void> load();
  base::Result<void> check_new_server(const NewServer& wanted) const;
  base::Result<ServerEntry> insert(ServerEntry entry, const crypto::PrivateKey& key);
  base::Result<void> refuse_while_used(const base::Id& id) const;
  base::Result<ServerRow> row_of(const base::Id& id) const;
  base::WallTime now_in_seconds() const;

  Parts parts_;
  crypto::Secret device_key_;
  std::vector<Use> uses_;
  // Whoever changes something holds the database from its first look to the last; state_ only for
  // a moment within, and has all that the database has.
  base::Guarded<storage::Database> database_;
  base::Guarded<State> state_;
};

// 1 to kCertificateLabelBytesMax bytes without control characters.
bool is_certificate_label(std::string_view label);

}  // namespace appliance
