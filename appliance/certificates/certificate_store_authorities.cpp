#include <algorithm>
#include <utility>

#include "appliance/certificates/authority_rules.h"
#include "appliance/certificates/certificate_store.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr const char* kNoSuchAuthority = "no such authority";

}  // namespace

std::vector<AuthorityEntry> CertificateStore::authorities() const {
  return state_.with([](const State& state) { return state.authorities; });
}

std::optional<AuthorityEntry> CertificateStore::authority(const base::Id& id) const {
  return state_.with([&](const State& state) -> std::optional<AuthorityEntry> {
    const auto found = std::ranges::find(state.authorities, id, &AuthorityEntry::id);
    if (found == state.authorities.end()) return std::nullopt;
    return *found;
  });
}

std::optional<crypto::Revocation> CertificateStore::revocation_of(
    const crypto::Certificate& certificate) const {
  for (const AuthorityEntry& each : authorities()) {
    if (!each.crl) continue;
    if (auto found = each.crl->find(certificate)) return found;
  }
  return std::nullopt;
}

base::Result<AuthorityEntry> CertificateStore::add_authority(const std::string& label,
                                                             base::ByteView file) {
  if (!is_certificate_label(label)) {
    return Error{ErrorKind::InvalidInput, "a label has 1 to 64 bytes"};
  }
  ASSIGN_OR_RETURN(auto certificate, read_authority(file, parts_.clock.wall()));
  const AuthorityEntry entry{.id = parts_.ids.next(),
                             .label = label,
                             .certificate = std::move(certificate),
                             .created = now_in_seconds()};
  return database_.with([&](storage::Database& database) -> base::Result<AuthorityEntry> {
    const auto there = authorities();
    if (std::ranges::find(there, entry.certificate, &AuthorityEntry::certificate) != there.end()) {
      return Error{ErrorKind::Exists, "this authority is there already"};
    }
    if (there.size() >= kAuthoritiesMax) {
      return Error{ErrorKind::Unavailable, "there are too many authorities", "no_room"};
    }
    RETURN_IF_ERROR(write_authority_row(database, entry));
    state_.with([&](State& state) { state.authorities.push_back(entry); });
    return entry;
  });
}

base::Result<AuthorityEntry> CertificateStore::set_crl(const base::Id& id, base::ByteView file) {
  return database_.with([&](storage::Database& database) -> base::Result<AuthorityEntry> {
    auto entry = authority(id);
    if (!entry) return Error{ErrorKind::NotFound, kNoSuchAuthority};
    ASSIGN_OR_RETURN(entry->crl,
                     read_authority_crl(file, entry->certificate, entry->crl, parts_.clock.wall()));
    RETURN_IF_ERROR(write_authority_row(database, *entry));
    state_.with([&](State& state) {
      *std::ranges::find(state.authorities, id, &AuthorityEntry::id) = *entry;
    });
    return *entry;
  });
}

base::Result<AuthorityEntry> CertificateStore::remove_authority(const base::Id& id) {
  return database_.with([&](storage::Database& database) -> base::Result<AuthorityEntry> {
    const auto entry = authority(id);
    if (!entry) return Error{ErrorKind::NotFound, kNoSuchAuthority};
    RETURN_IF_ERROR(refuse_while_used(id));
    RETURN_IF_ERROR(
        database.execute("DELETE FROM authorities WHERE id = ?", base::ByteView{id.bytes}));
    state_.with([&](State& state) {
      std::erase_if(state.authorities, [&](const AuthorityEntry& each) { return each.id == id; });
    });
    return *entry;
  });
}

}  // namespace appliance
