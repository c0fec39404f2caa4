#include "appliance/certificates/server_chain.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "crypto/x509/chain_verifier.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Certificate;
using crypto::ChainStatus;

Error refused_chain(const std::string& why, std::string_view code) {
  return {ErrorKind::InvalidInput, why, code};
}

bool is_self_signed(const Certificate& certificate) {
  return certificate.subject() == certificate.issuer();
}

bool names(const std::vector<std::string>& usages, std::string_view usage) {
  return std::ranges::find(usages, usage) != usages.end();
}

base::Result<void> check_time(const Certificate& certificate, const std::string& which,
                              base::WallTime now) {
  if (now < certificate.not_before()) {
    return refused_chain(
        which + " is valid only from " + base::format_rfc3339(certificate.not_before()),
        "not_yet_valid");
  }
  if (now > certificate.not_after()) {
    return refused_chain(which + " expired at " + base::format_rfc3339(certificate.not_after()),
                         "expired");
  }
  return {};
}

base::Result<void> check_server(const Certificate& server, base::WallTime now) {
  const std::string which = "the server's certificate";
  if (server.is_ca())
    return refused_chain("a CA's certificate, where a server's belongs", "is_an_authority");
  RETURN_IF_ERROR(check_time(server, which, now));
  const auto usages = server.key_usage();
  if (!usages.empty() && !names(usages, "digitalSignature")) {
    return refused_chain(which + " has a key usage without digitalSignature",
                         "no_digital_signature");
  }
  // Clients that matter ask for it, although RFC 5280 reads its absence as permission.
  if (!names(server.extended_key_usage(), "serverAuth")) {
    return refused_chain(which + " has no extended key usage serverAuth", "no_server_auth");
  }
  const auto called = server.alt_names();
  if (called.dns.empty() && called.ip.empty()) {
    return refused_chain(which + " has no alternative name, neither DNS nor IP", "no_names");
  }
  if (const auto weakness = server.weakness()) {
    return refused_chain(which + " is weak: " + *weakness, "weak");
  }
  return {};
}

// Puts certificates in order, beginning at the server's and taking each once.
class ChainOrder {
 public:
  ChainOrder(const std::vector<Certificate>& given, base::WallTime now)
      : given_{given}, used_(given.size(), false), now_{now} {}

  base::Result<void> begin(const crypto::PublicKey& key) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < given_.size(); ++i) {
      const auto of = given_[i].public_key();
      if (!of || !(*of == key)) continue;
      if (found && given_[*found] != given_[i]) {
        return refused_chain("two certificates are of this key: give the one to be shown",
                             "two_of_this_key");
      }
      if (!found) found = i;
    }
    if (!found) return refused_chain("no certificate of this key is among them", "not_of_this_key");
    take(*found);
    return {};
  }

  base::Result<void> complete() {
    while (!is_self_signed(chain_.back())) {
      ASSIGN_OR_RETURN(const auto issuer, find_issuer(chain_.back()));
      if (!issuer) break;
      take(*issuer);
    }
    for (std::size_t i = 0; i < given_.size(); ++i) {
      if (!used_[i])
        return refused_chain(place(i) + " does not belong to the chain", "not_in_the_chain");
    }
    return {};
  }

  const std::vector<Certificate>& chain() const { return chain_; }

 private:
  static std::string place(std::size_t index) { return "certificate " + std::to_string(index + 1); }

  void take(std::size_t index) {
    chain_.push_back(given_[index]);
    for (std::size_t i = 0; i < given_.size(); ++i) {
      if (given_[i] == given_[index]) used_[i] = true;  // given twice
    }
  }

  // Nothing: it was not given. An error: it was, and cannot serve.
  base::Result<std::optional<std::size_t>> find_issuer(const Certificate& of) const {
    std::optional<Error> why;
    for (std::size_t i = 0; i < given_.size(); ++i) {
      if (used_[i] || given_[i].subject() != of.issuer()) continue;
      const auto fits = check_issuer(i, of);
      if (fits) return std::optional{i};
      if (!why) why = fits.error();
    }
    if (why) return *std::move(why);
    return std::optional<std::size_t>{};
  }

  base::Result<void> check_issuer(std::size_t index, const Certificate& of) const {
    const Certificate& issuer = given_[index];
    RETURN_IF_ERROR(check_time(issuer, place(index), now_));
    if (!issuer.is_ca())
      return refused_chain(place(index) + " is no CA's, but is to be the issuer",
                           "issuer_no_authority");
    const auto weakness = issuer.weakness();
    if (weakness && !is_self_signed(issuer)) {
      return refused_chain(place(index) + " is weak: " + *weakness, "issuer_weak");
    }
    const auto verdict = crypto::verify_chain(
        of, {.roots = {&issuer, 1}}, now_,
        {.purpose = crypto::ChainPurpose::Any, .crl_rule = crypto::CrlRule::Ignore});
    if (verdict.ok()) return {};
    if (verdict.status == ChainStatus::BadSignature ||
        verdict.status == ChainStatus::UnknownIssuer) {
      return refused_chain(place(index) + " has the issuer's name, but did not sign",
                           "issuer_did_not_sign");
    }
    return refused_chain(place(index) + " cannot be the issuer: " + verdict.reason,
                         "chain_does_not_hold");
  }

  const std::vector<Certificate>& given_;
  std::vector<bool> used_;
  base::WallTime now_;
  std::vector<Certificate> chain_;
};

// What only shows in the whole: lengths of paths, constraints on names.
base::Result<void> check_whole(const std::vector<Certificate>& chain, base::WallTime now) {
  const std::span<const Certificate> all{chain};
  const auto verdict = crypto::verify_chain(
      all.front(), {.intermediates = all.subspan(1), .roots = all.last(1)}, now,
      {.purpose = crypto::ChainPurpose::TlsServer, .crl_rule = crypto::CrlRule::Ignore});
  if (verdict.ok()) return {};
  return refused_chain("the chain does not hold: " + verdict.reason, "chain_does_not_hold");
}

}  // namespace

base::Result<std::vector<Certificate>> make_server_chain(const crypto::PublicKey& key,
                                                         const std::vector<Certificate>& given,
                                                         base::WallTime now) {
  if (given.empty()) return refused_chain("there is no certificate", "no_certificate");
  if (given.size() > kServerChainMax) {
    return refused_chain("more than " + std::to_string(kServerChainMax) + " certificates",
                         "too_many_certificates");
  }
  ChainOrder order{given, now};
  RETURN_IF_ERROR(order.begin(key));
  RETURN_IF_ERROR(check_server(order.chain().front(), now));
  RETURN_IF_ERROR(order.complete());
  std::vector<Certificate> chain = order.chain();
  RETURN_IF_ERROR(check_whole(chain, now));
  if (chain.size() > 1 && is_self_signed(chain.back())) chain.pop_back();
  return chain;
}

}  // namespace appliance
