#include "appliance/certificates/certificate_columns.h"

#include <algorithm>
#include <array>
#include <utility>

namespace appliance {
namespace {

using base::Bytes;
using base::ByteView;
using base::Error;
using base::ErrorKind;
using Text = std::string;

constexpr std::int32_t kCertificatesId = 0x43754365;  // "CuCe"
constexpr std::array<std::pair<ServerOrigin, std::string_view>, 3> kOriginNames{
    {{ServerOrigin::Requested, "requested"},
     {ServerOrigin::SelfSigned, "self-signed"},
     {ServerOrigin::Imported, "imported"}}};

struct RawServer {
  Bytes id;
  Text label;
  Text origin;
  Bytes public_key;
  Bytes salt;
  Bytes sealed;
  std::optional<Bytes> request;
  Text chain;
  std::int64_t created_s;
};

struct RawAuthority {
  Bytes id;
  Text label;
  Bytes certificate;
  std::optional<Bytes> crl;
  std::int64_t created_s;
};

base::Result<base::Id> id_in(const Bytes& bytes) {
  base::Id id;
  if (bytes.size() != id.bytes.size()) {
    return Error{ErrorKind::Corrupt, "an id of another length in the certificates"};
  }
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

// What was written was accepted, so what cannot be read is not what was written.
template <typename T>
base::Result<T> as_written(base::Result<T> read) {
  if (!read) return Error{ErrorKind::Corrupt, "among the certificates: " + read.error().message};
  return read;
}

base::Result<ServerRow> server_of(RawServer raw) {
  ASSIGN_OR_RETURN(const base::Id id, id_in(raw.id));
  const auto origin = parse_server_origin(raw.origin);
  if (!origin) return Error{ErrorKind::Corrupt, "a server of unknown origin"};
  ASSIGN_OR_RETURN(auto key, as_written(crypto::PublicKey::from_spki_der(raw.public_key)));
  ServerRow row{{.id = id,
                 .label = std::move(raw.label),
                 .origin = *origin,
                 .key = std::move(key),
                 .created = base::wall_time_of(raw.created_s)},
                {std::move(raw.salt), std::move(raw.sealed)}};
  if (raw.request) {
    ASSIGN_OR_RETURN(row.entry.request,
                     as_written(crypto::CertificateRequest::from_der(*raw.request)));
  }
  if (!raw.chain.empty()) {
    ASSIGN_OR_RETURN(row.entry.chain,
                     as_written(crypto::parse_chain_pem(base::as_bytes(raw.chain))));
  }
  return row;
}

base::Result<AuthorityEntry> authority_of(RawAuthority raw) {
  ASSIGN_OR_RETURN(const base::Id id, id_in(raw.id));
  ASSIGN_OR_RETURN(auto certificate, as_written(crypto::Certificate::from_der(raw.certificate)));
  AuthorityEntry entry{.id = id,
                       .label = std::move(raw.label),
                       .certificate = std::move(certificate),
                       .created = base::wall_time_of(raw.created_s)};
  if (raw.crl) {
    ASSIGN_OR_RETURN(entry.crl, as_written(crypto::Crl::from_der(*raw.crl)));
  }
  return entry;
}

}  // namespace

std::string_view to_string(ServerOrigin origin) {
  return std::ranges::find(kOriginNames, origin, &std::pair<ServerOrigin, std::string_view>::first)
      ->second;
}

std::optional<ServerOrigin> parse_server_origin(std::string_view text) {
  for (const auto& [origin, name] : kOriginNames) {
    if (name == text) return origin;
  }
  return std::nullopt;
}

storage::DatabaseOptions certificates_schema() {
  storage::DatabaseOptions options{.application_id = kCertificatesId, .migrations = {}};
  options.migrations.push_back({1, R"(CREATE TABLE servers (
                                  id BLOB PRIMARY KEY,
                                  label TEXT NOT NULL,
                                  origin TEXT NOT NULL,
                                  public_key BLOB NOT NULL UNIQUE,
                                  salt BLOB NOT NULL,
                                  sealed BLOB NOT NULL,
                                  request BLOB,
                                  chain TEXT NOT NULL,
                                  created_s INTEGER NOT NULL) STRICT;
                                CREATE TABLE authorities (
                                  id BLOB PRIMARY KEY,
                                  label TEXT NOT NULL,
                                  certificate BLOB NOT NULL UNIQUE,
                                  crl BLOB,
                                  created_s INTEGER NOT NULL) STRICT;
                                CREATE TABLE web_choice (
                                  only INTEGER PRIMARY KEY CHECK (only = 1),
                                  revision INTEGER NOT NULL,
                                  server BLOB REFERENCES servers (id)) STRICT;
                                INSERT INTO web_choice VALUES (1, 0, NULL);
                                CREATE TABLE told_endings (
                                  key TEXT PRIMARY KEY,
                                  ends_s INTEGER NOT NULL,
                                  days INTEGER NOT NULL) STRICT)"});
  options.limits.value_bytes_max = crypto::kCrlBytesMax + 1024;
  return options;
}

base::Result<std::vector<ServerRow>> read_server_rows(storage::Database& database) {
  ASSIGN_OR_RETURN(auto raw, (database.query_as<RawServer, Bytes, Text, Text, Bytes, Bytes, Bytes,
                                                std::optional<Bytes>, Text, std::int64_t>(
                                 "SELECT id, label, origin, public_key, salt, sealed, request, "
                                 "chain, created_s FROM servers ORDER BY created_s, id")));
  std::vector<ServerRow> rows;
  for (RawServer& each : raw) {
    ASSIGN_OR_RETURN(auto row, server_of(std::move(each)));
    rows.push_back(std::move(row));
  }
  return rows;
}

base::Result<std::vector<AuthorityEntry>> read_authority_rows(storage::Database& database) {
  ASSIGN_OR_RETURN(
      auto raw,
      (database.query_as<RawAuthority, Bytes, Text, Bytes, std::optional<Bytes>, std::int64_t>(
          "SELECT id, label, certificate, crl, created_s FROM authorities "
          "ORDER BY created_s, id")));
  std::vector<AuthorityEntry> entries;
  for (RawAuthority& each : raw) {
    ASSIGN_OR_RETURN(auto entry, authority_of(std::move(each)));
    entries.push_back(std::move(entry));
  }
  return entries;
}

base::Result<WebChoice> read_web_choice(storage::Database& database) {
  ASSIGN_OR_RETURN(const auto row, (database.query_one<std::int64_t, std::optional<Bytes>>(
                                       "SELECT revision, server FROM web_choice")));
  if (!row) return Error{ErrorKind::Corrupt, "what the web interface shows is not there"};
  WebChoice choice{.revision = std::get<0>(*row)};
  if (const auto& server = std::get<1>(*row)) {
    ASSIGN_OR_RETURN(choice.server, id_in(*server));
  }
  return choice;
}

base::Result<std::vector<ToldEnding>> read_told_endings(storage::Database& database) {
  ASSIGN_OR_RETURN(const auto rows, (database.query<Text, std::int64_t, std::int64_t>(
                                        "SELECT key, ends_s, days FROM told_endings")));
  std::vector<ToldEnding> told;
  for (const auto& [key, ends_s, days] : rows) {
    told.push_back({key, base::wall_time_of(ends_s), static_cast<int>(days)});
  }
  return told;
}

base::Result<void> write_server_row(storage::Database& database, const ServerRow& row) {
  const ServerEntry& entry = row.entry;
  std::optional<Bytes> request;
  if (entry.request) request = entry.request->to_der();
  std::string chain;
  for (const auto& certificate : entry.chain) chain += certificate.to_pem();
  RETURN_IF_ERROR(database.execute(
      "INSERT INTO servers (id, label, origin, public_key, salt, sealed, request, chain, "
      "created_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
      "label = excluded.label, chain = excluded.chain",
      ByteView{entry.id.bytes}, entry.label, to_string(entry.origin), entry.key.to_spki_der(),
      row.key.salt, row.key.sealed, request, chain, base::seconds_of(entry.created)));
  return {};
}

base::Result<void> write_authority_row(storage::Database& database, const AuthorityEntry& entry) {
  std::optional<Bytes> crl;
  if (entry.crl) crl = entry.crl->to_der();
  RETURN_IF_ERROR(database.execute(
      "INSERT INTO authorities (id, label, certificate, crl, created_s) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET label = excluded.label, crl = excluded.crl",
      ByteView{entry.id.bytes}, entry.label, entry.certificate.to_der(), crl,
      base::seconds_of(entry.created)));
  return {};
}

base::Result<void> write_web_choice(storage::Database& database, const WebChoice& choice) {
  std::optional<ByteView> server;
  if (choice.server) server = ByteView{choice.server->bytes};
  RETURN_IF_ERROR(
      database.execute("UPDATE web_choice SET revision = ?, server = ?", choice.revision, server));
  return {};
}

base::Result<void> write_told_endings(storage::Database& database,
                                      const std::vector<ToldEnding>& told) {
  return database.transaction([&]() -> base::Result<void> {
    RETURN_IF_ERROR(database.execute("DELETE FROM told_endings"));
    for (const ToldEnding& each : told) {
      RETURN_IF_ERROR(database.execute("INSERT INTO told_endings VALUES (?, ?, ?)", each.key,
                                       base::seconds_of(each.ends), std::int64_t{each.days}));
    }
    return {};
  });
}

}  // namespace appliance
