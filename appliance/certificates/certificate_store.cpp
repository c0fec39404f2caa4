#include "appliance/certificates/certificate_store.h"

#include <algorithm>
#include <utility>

#include "appliance/certificates/server_chain.h"
#include "appliance/certificates/site_ca.h"
#include "crypto/tls/tls_context.h"
#include "crypto/x509/certificate_builder.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::PrivateKey;

// No device of ours has run earlier: a clock before it was never set.
constexpr base::WallTime kClockFloor = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

base::Result<void> check_clock(base::WallTime now) {
  if (now >= kClockFloor) return {};
  return Error{ErrorKind::Unavailable, "the clock is not set", "clock_not_set"};
}

base::Result<void> check_validity(const Validity& validity, base::WallTime now) {
  if (validity.not_before > validity.not_after) {
    return Error{ErrorKind::InvalidInput, "it ends before it begins"};
  }
  if (validity.not_after <= now) return Error{ErrorKind::InvalidInput, "its end is past"};
  return {};
}

// A self-signed certificate needs a subject; people need not.
crypto::DistinguishedName subject_or_name(const NewServer& wanted) {
  if (!wanted.subject.empty()) return wanted.subject;
  const auto& names = wanted.names;
  const std::string& name = names.dns.empty() ? names.ip.front() : names.dns.front();
  return {.common_name = name.size() <= crypto::kCommonNameLettersMax ? name : "server"};
}

auto find_server_row(const std::vector<ServerRow>& rows, const base::Id& id) {
  return std::ranges::find(rows, id, [](const ServerRow& row) { return row.entry.id; });
}

}  // namespace

bool is_certificate_label(std::string_view label) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  };
  return !label.empty() && label.size() <= kCertificateLabelBytesMax &&
         std::ranges::none_of(label, is_control);
}

CertificateStore::CertificateStore(storage::Database database, crypto::Secret device_key,
                                   const Parts& parts)
    : parts_{parts}, device_key_{std::move(device_key)}, database_{std::move(database)} {}

base::Result<std::unique_ptr<CertificateStore>> CertificateStore::open(const std::string& path,
                                                                       crypto::Secret device_key,
                                                                       const Parts& parts) {
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, certificates_schema()));
  std::unique_ptr<CertificateStore> store{
      new CertificateStore{std::move(database), std::move(device_key), parts}};
  RETURN_IF_ERROR(store->load());
  return store;
}

base::Result<void> CertificateStore::load() {
  return database_.with([&](storage::Database& database) -> base::Result<void> {
    State read;
    ASSIGN_OR_RETURN(read.servers, read_server_rows(database));
    ASSIGN_OR_RETURN(read.authorities, read_authority_rows(database));
    ASSIGN_OR_RETURN(read.web, read_web_choice(database));
    state_.with([&](State& state) { state = std::move(read); });
    return {};
  });
}

base::WallTime CertificateStore::now_in_seconds() const {
  return base::wall_time_of(base::seconds_of(parts_.clock.wall()));
}

std::vector<ServerEntry> CertificateStore::servers() const {
  return state_.with([](const State& state) {
    std::vector<ServerEntry> entries;
    for (const ServerRow& row : state.servers) entries.push_back(row.entry);
    return entries;
  });
}

base::Result<ServerRow> CertificateStore::row_of(const base::Id& id) const {
  return state_.with([&](const State& state) -> base::Result<ServerRow> {
    const auto found = find_server_row(state.servers, id);
    if (found == state.servers.end()) return Error{ErrorKind::NotFound, "no such server"};
    return *found;
  });
}

std::optional<ServerEntry> CertificateStore::server(const base::Id& id) const {
  const auto row = row_of(id);
  if (!row) return std::nullopt;
  return row->entry;
}

std::vector<std::string> CertificateStore::uses_of(const base::Id& id) const {
  std::vector<std::string> names;
  if (web_choice().server == id) names.emplace_back("web");
  for (const Use& use : uses_) {
    if (auto name = use(id)) names.push_back(*std::move(name));
  }
  return names;
}

base::Result<void> CertificateStore::refuse_while_used(const base::Id& id) const {
  std::string users;
  for (const std::string& name : uses_of(id)) users += (users.empty() ? "" : ", ") + name;
  if (users.empty()) return {};
  return Error{ErrorKind::Denied, "it is in use by " + users};
}

base::Result<void> CertificateStore::check_new_server(const NewServer& wanted) const {
  const auto refuse = [](const char* why) { return Error{ErrorKind::InvalidInput, why}; };
  RETURN_IF_ERROR(check_clock(parts_.clock.wall()));
  if (!is_certificate_label(wanted.label)) return refuse("a label has 1 to 64 bytes");
  if (wanted.names.dns.empty() && wanted.names.ip.empty()) {
    return refuse("a server needs a DNS name or an address");
  }
  if (!wanted.names.uri.empty() || !wanted.names.email.empty()) {
    return refuse("a server is called by DNS names and addresses only");
  }
  if (wanted.names.size() > kServerNamesMax) return refuse("a server has at most 32 names");
  return {};
}

base::Result<ServerEntry> CertificateStore::request(const NewServer& wanted) {
  RETURN_IF_ERROR(check_new_server(wanted));
  ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::generate(wanted.kind));
  ASSIGN_OR_RETURN(auto made,
                   crypto::CertificateRequest::create(key, {wanted.subject, wanted.names}));
  return insert({.label = wanted.label,
                 .origin = ServerOrigin::Requested,
                 .key = key.public_key(),
                 .request = std::move(made)},
                key);
}

base::Result<ServerEntry> CertificateStore::self_sign(const NewServer& wanted,
                                                      const Validity& validity) {
  RETURN_IF_ERROR(check_new_server(wanted));
  RETURN_IF_ERROR(check_validity(validity, parts_.clock.wall()));
  ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::generate(wanted.kind));
  ASSIGN_OR_RETURN(auto certificate, crypto::self_sign(key, {.subject = subject_or_name(wanted),
                                                             .names = wanted.names,
                                                             .not_before = validity.not_before,
                                                             .not_after = validity.not_after}));
  return insert({.label = wanted.label,
                 .origin = ServerOrigin::SelfSigned,
                 .key = key.public_key(),
                 .chain = {std::move(certificate)}},
                key);
}

base::Result<ServerEntry> CertificateStore::add_server(
    const std::string& label, const PrivateKey& key,
    const std::vector<crypto::Certificate>& given) {
  RETURN_IF_ERROR(check_clock(parts_.clock.wall()));
  if (!is_certificate_label(label)) {
    return Error{ErrorKind::InvalidInput, "a label has 1 to 64 bytes"};
  }
  ASSIGN_OR_RETURN(auto chain, make_server_chain(key.public_key(), given, parts_.clock.wall()));
  return insert({.label = label,
                 .origin = ServerOrigin::Imported,
                 .key = key.public_key(),
                 .chain = std::move(chain)},
                key);
}

base::Result<ServerEntry> CertificateStore::insert(ServerEntry entry, const PrivateKey& key) {
  entry.id = parts_.ids.next();
  entry.created = now_in_seconds();
  ASSIGN_OR_RETURN(auto sealed, seal_key(device_key_, entry.id, key));
  const ServerRow row{std::move(entry), std::move(sealed)};
  return database_.with([&](storage::Database& database) -> base::Result<ServerEntry> {
    const auto [count, known] = state_.with([&](const State& state) {
      return std::pair{state.servers.size(),
                       std::ranges::any_of(state.servers, [&](const ServerRow& each) {
                         return each.entry.key == row.entry.key;
                       })};
    });
    if (known) return Error{ErrorKind::Exists, "a server with this key is there already"};
    if (count >= kServersMax)
      return Error{ErrorKind::Unavailable, "there are too many servers", "no_room"};
    RETURN_IF_ERROR(write_server_row(database, row));
    state_.with([&](State& state) { state.servers.push_back(row); });
    return row.entry;
  });
}

base::Result<ServerEntry> CertificateStore::install(const base::Id& id,
                                                    const std::vector<crypto::Certificate>& given) {
  RETURN_IF_ERROR(check_clock(parts_.clock.wall()));
  return database_.with([&](storage::Database& database) -> base::Result<ServerEntry> {
    ASSIGN_OR_RETURN(ServerRow row, row_of(id));
    RETURN_IF_ERROR(refuse_while_used(id));
    ASSIGN_OR_RETURN(row.entry.chain, make_server_chain(row.entry.key, given, parts_.clock.wall()));
    RETURN_IF_ERROR(write_server_row(database, row));
    state_.with([&](State& state) {
      for (ServerRow& each : state.servers) {
        if (each.entry.id == id) each = row;
      }
    });
    return row.entry;
  });
}

base::Result<ServerEntry> CertificateStore::remove_server(const base::Id& id) {
  return database_.with([&](storage::Database& database) -> base::Result<ServerEntry> {
    ASSIGN_OR_RETURN(const ServerRow row, row_of(id));
    RETURN_IF_ERROR(refuse_while_used(id));
    RETURN_IF_ERROR(database.execute("DELETE FROM servers WHERE id = ?", base::ByteView{id.bytes}));
    state_.with([&](State& state) {
      std::erase_if(state.servers, [&](const ServerRow& each) { return each.entry.id == id; });
    });
    return row.entry;
  });
}

WebChoice CertificateStore::web_choice() const {
  return state_.with([](const State& state) { return state.web; });
}

base::Result<WebChoice> CertificateStore::choose_for_web(const std::optional<base::Id>& server,
                                                         std::optional<std::int64_t> made_from) {
  return database_.with([&](storage::Database& database) -> base::Result<WebChoice> {
    WebChoice choice = web_choice();
    if (made_from && *made_from != choice.revision) {
      return Error{ErrorKind::Exists, "another was chosen meanwhile"};
    }
    if (server) {
      ASSIGN_OR_RETURN(const ServerRow row, row_of(*server));
      if (!row.entry.is_installed()) {
        return Error{ErrorKind::InvalidInput, "it has no certificate yet"};
      }
      ASSIGN_OR_RETURN(const PrivateKey key,
                       open_key(device_key_, *server, row.entry.key, row.key));
      RETURN_IF_ERROR(crypto::TlsContext::server(key, {.chain = row.entry.chain}));
    }
    choice = WebChoice{.server = server, .revision = choice.revision + 1};
    RETURN_IF_ERROR(write_web_choice(database, choice));
    state_.with([&](State& state) { state.web = choice; });
    return choice;
  });
}

base::Result<std::vector<ToldEnding>> CertificateStore::told_endings() {
  return database_.with([](storage::Database& database) { return read_told_endings(database); });
}

base::Result<void> CertificateStore::set_told_endings(const std::vector<ToldEnding>& told) {
  return database_.with(
      [&](storage::Database& database) { return write_told_endings(database, told); });
}

base::Result<std::optional<ServerIdentity>> CertificateStore::web_identity() const {
  const auto chosen = web_choice().server;
  if (!chosen) return std::optional<ServerIdentity>{};
  ASSIGN_OR_RETURN(const ServerRow row, row_of(*chosen));
  ASSIGN_OR_RETURN(auto key, open_key(device_key_, *chosen, row.entry.key, row.key));
  return std::optional{ServerIdentity{std::move(key), row.entry.chain}};
}

}  // namespace appliance
