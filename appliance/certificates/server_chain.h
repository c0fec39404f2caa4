// The chain that a server shows for one of its keys, made of whatever an administrator uploads.
//
// Promise: a chain that comes out begins with a certificate of that key, made for a server, by a
// name or address, good at this moment; each certificate is signed by the next, none is weak, and
// none that was given is left over. Anything else is refused with the exact reason, which counts
// certificates in the order they were given, from 1. A root at its end is left out: whoever trusts
// it has it. Says nothing about who trusts the chain. Pure; safe from any thread.
// Specification: docs/design/certificates.md.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/public_key.h"
#include "crypto/x509/certificate.h"

namespace appliance {

inline constexpr std::size_t kServerChainMax = 8;  // certificates, with those that are left out

base::Result<std::vector<crypto::Certificate>> make_server_chain(
    const crypto::PublicKey& key, const std::vector<crypto::Certificate>& given,
    base::WallTime now);

}  // namespace appliance
