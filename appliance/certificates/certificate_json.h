// Certificates as the API shows them, and servers as it takes them. Private keys are in neither
// direction but one: an imported file. Pure; safe from any thread.
// Specification: docs/design/certificates.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "appliance/certificates/certificate_store.h"
#include "appliance/hosts/json_members.h"
#include "base/json/json.h"

namespace appliance {

// All that R117 asks for; `revoked` as revocation_of() tells.
base::Json certificate_json(const crypto::Certificate& certificate,
                            const std::optional<crypto::Revocation>& revoked, base::WallTime now);

base::Json server_json(const CertificateStore& store, const ServerEntry& server,
                       base::WallTime now);
base::Json authority_json(const CertificateStore& store, const AuthorityEntry& authority,
                          base::WallTime now);

// In what follows, mistakes are left where the members say.

std::string read_label(JsonMembers& members);
// Key type, subject and names. The label is read_label()'s.
NewServer read_new_server(JsonMembers& members, std::vector<http::FieldError>& errors);
Validity read_validity(JsonMembers& members, base::WallTime now);
// A file in base 64, of at most `bytes_max` bytes; empty when it is wrong, or missing, which is a
// mistake as well.
base::Bytes read_file_member(JsonMembers& members, std::string_view name, std::size_t bytes_max);

}  // namespace appliance
