// Judges a certificate: does it lead to a root we trust, at a given time, for a given purpose?
//
// Promise: ChainStatus::Ok only when every certificate up to a given root was valid at `at`, signed
// by the next, allowed to be where it is, strong, and not revoked as far as the CRL rule asks;
// anything unforeseen is a refusal. The time is a parameter because evidence is judged at the time
// it was made. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/crl.h"

namespace crypto {

enum class ChainStatus {
  Ok,
  Expired,
  NotYetValid,
  UnknownIssuer,  // no path to a given root
  Revoked,
  CrlMissing,  // the CRL rule asks for a list that nobody gave
  CrlStale,    // lists were given, all of them superseded by `at`
  BadSignature,
  NotACa,
  PathTooLong,
  WrongName,
  WrongPurpose,
  Weak,
  Invalid  // any other broken rule; the reason says which
};

std::string_view name_of(ChainStatus status);

enum class ChainPurpose {
  Any,
  TlsServer,
  TlsClient,
  Evidence,  // digital signatures; extended usage absent, documentSigning or emailProtection
  Timestamp,
  Device  // digital signatures; extended usage not looked at
};

enum class CrlRule {
  Ignore,
  UseGiven,     // what is given counts, even when stale; what is not given is no failure
  RequireLeaf,  // the leaf needs a fresh list
  RequireAll    // so does every CA below the root
};

struct ChainPolicy {
  ChainPurpose purpose = ChainPurpose::Any;
  CrlRule crl_rule = CrlRule::UseGiven;
  std::string host{};     // when not empty, an alternative name must match; subjects never do
  std::string address{};  // the same for an IP address
};

struct ChainInput {
  std::span<const Certificate> intermediates{};  // untrusted, any order
  std::span<const Certificate> roots{};          // trusted, self-signed or not
  std::span<const Crl> crls{};
};

struct ChainVerdict {
  ChainStatus status = ChainStatus::Invalid;
  int depth = 0;              // of the certificate at fault; 0 is the leaf
  std::string certificate{};  // its subject, for display
  std::string reason{};       // for people
  std::optional<Revocation> revocation{};
  std::vector<Certificate> chain{};  // leaf to root, as far as it was built

  bool ok() const { return status == ChainStatus::Ok; }
};

// A revocation counts from its date on, so a certificate may be good at an earlier `at`; a
// compromise counts from its invalidity date, or always when the list has none.
ChainVerdict verify_chain(const Certificate& leaf, const ChainInput& input, base::WallTime at,
                          const ChainPolicy& policy);

}  // namespace crypto
