#include "appliance/keeper/keeper_verbs.h"

#include <utility>

#include "appliance/keeper/journal_page.h"
#include "base/random_id.h"

namespace appliance {
namespace {

using base::Bytes;
using base::Error;
using base::ErrorKind;
using base::Json;
using base::Result;
using base::ipc::Payload;
using base::ipc::Reply;
using crypto::Secret;

constexpr std::int64_t kReadLinesMax = 500;

Result<base::Id> get_id(const Json& arguments, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, arguments.get_string(name));
  return base::parse_id(text);
}

Result<std::int64_t> get_number(const Json& arguments, std::string_view name, std::int64_t min,
                                std::int64_t max) {
  ASSIGN_OR_RETURN(const std::int64_t number, arguments.get_int(name));
  if (number < min || number > max) {
    return Error{ErrorKind::InvalidInput, std::string{name} + " is out of bounds"};
  }
  return number;
}

Result<base::Day> get_day(const Json& arguments, std::string_view name) {
  ASSIGN_OR_RETURN(const std::int64_t day, get_number(arguments, name, 0, base::kDayMax));
  return static_cast<base::Day>(day);
}

// The body's own buffer, so that no copy is left behind.
Secret take_secret(Payload& payload) {
  return Secret::take(std::move(payload.body));
}

Reply with_body(base::ByteView body) {
  Reply reply;
  reply.body.assign(body.begin(), body.end());
  return reply;
}

// The connection wipes what it has sent.
Result<Reply> secret_reply(Result<Secret> secret) {
  if (!secret) return std::move(secret).error();
  return with_body(secret->reveal());
}

Result<Reply> empty_reply(Result<void> done) {
  if (!done) return std::move(done).error();
  return Reply{};
}

Result<Reply> keeper_state(const Keeper& keeper) {
  Reply reply;
  const Keystore& keystore = keeper.keystore();
  Json::Array unlock;
  if (keystore.has_method(UnlockKind::Credential)) unlock.emplace_back("credential");
  if (keystore.has_method(UnlockKind::Passphrase)) unlock.emplace_back("passphrase");
  reply.arguments["state"] = to_string(keeper.state());
  reply.arguments["unlock"] = Json{std::move(unlock)};
  reply.arguments["recovery_proven"] = keystore.public_part().recovery_proven;
  std::string fingerprint;
  if (keeper.state() != KeystoreState::Empty) {
    ASSIGN_OR_RETURN(const auto ca,
                     crypto::Certificate::from_der(keystore.public_part().ca_certificate));
    fingerprint = base::hex(ca.fingerprint());
  }
  reply.arguments["site_ca_fingerprint"] = fingerprint;
  reply.arguments["reason"] = keeper.locked_reason();
  return reply;
}

Result<Reply> mint_day_keys(FootageKeys& footage, const Payload& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, get_id(asked.arguments, "camera"));
  ASSIGN_OR_RETURN(const base::Day from, get_day(asked.arguments, "from_day"));
  ASSIGN_OR_RETURN(const std::int64_t days, get_number(asked.arguments, "days", 1, kMintDaysMax));
  ASSIGN_OR_RETURN(const auto files,
                   footage.mint_day_keys(camera, from, static_cast<std::size_t>(days)));
  Reply reply;
  Json::Array sizes;
  for (const Bytes& file : files) {
    sizes.emplace_back(static_cast<std::int64_t>(file.size()));
    base::append(reply.body, file);
  }
  reply.arguments["sizes"] = Json{std::move(sizes)};
  return reply;
}

Result<Reply> open_segment(FootageKeys& footage, const Payload& asked) {
  FootageKeys::SegmentRequest request;
  ASSIGN_OR_RETURN(request.segment, get_id(asked.arguments, "segment"));
  ASSIGN_OR_RETURN(request.actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(request.reason, asked.arguments.get_string("reason"));
  request.header = asked.body;
  return secret_reply(footage.open_segment(request));
}

Result<Reply> thumbnail_key(FootageKeys& footage, const Payload& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, get_id(asked.arguments, "camera"));
  ASSIGN_OR_RETURN(const base::Day day, get_day(asked.arguments, "day"));
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  return secret_reply(footage.thumbnail_key(camera, day, actor));
}

Result<Reply> recovery_key(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  return secret_reply(keeper.recovery_key(actor));
}

Result<Reply> prove_recovery(Keeper& keeper, Payload asked) {
  const Secret text = take_secret(asked);
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  return empty_reply(keeper.prove_recovery(actor, text));
}

Result<Reply> sign_manifest(EvidenceDesk& desk, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const std::string reason, asked.arguments.get_string("reason"));
  ASSIGN_OR_RETURN(const Bytes signature, desk.sign_manifest(asked.body, actor, reason));
  return with_body(signature);
}

Result<Reply> certify_signer(EvidenceDesk& desk, const Payload& asked) {
  ASSIGN_OR_RETURN(const auto certified, desk.certify_signer(asked.body));
  Reply reply = with_body(certified.signature);
  reply.arguments["key_id"] = base::to_string(certified.key);
  return reply;
}

Result<Reply> issue_certificate(EvidenceDesk& desk, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string purpose, asked.arguments.get_string("purpose"));
  ASSIGN_OR_RETURN(const std::string chain, desk.issue_certificate(purpose, asked.body));
  return with_body(base::as_bytes(chain));
}

Result<Reply> read_journal(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::int64_t from,
                   get_number(asked.arguments, "from", 1, std::int64_t{1} << 53));
  ASSIGN_OR_RETURN(const std::int64_t limit,
                   get_number(asked.arguments, "limit", 1, kReadLinesMax));
  ASSIGN_OR_RETURN(KeeperJournal* const journal, keeper.journal());
  ASSIGN_OR_RETURN(const auto read, journal->read(static_cast<std::uint64_t>(from),
                                                  static_cast<std::size_t>(limit)));
  Reply reply;
  reply.arguments = journal_page(read, static_cast<std::uint64_t>(from));
  return reply;
}

}  // namespace

std::vector<KeeperVerb> keeper_verbs(Keeper& keeper, FootageKeys& footage, EvidenceDesk& desk) {
  const std::vector<std::string> control{kControlUser};
  const std::vector<std::string> recorder{kRecorderUser};
  const std::vector<std::string> both{kControlUser, kRecorderUser};
  return {
      {"keeper_state", both, [&](const Payload&) { return keeper_state(keeper); }},
      {"set_passphrase", control,
       [&](Payload asked) { return empty_reply(keeper.set_passphrase(take_secret(asked))); }},
      {"unlock", control,
       [&](Payload asked) { return empty_reply(keeper.unlock(take_secret(asked))); }},
      {"recovery_key", control, [&](const Payload& asked) { return recovery_key(keeper, asked); }},
      {"prove_recovery", control,
       [&](Payload asked) { return prove_recovery(keeper, std::move(asked)); }},
      {"mint_day_keys", recorder,
       [&](const Payload& asked) { return mint_day_keys(footage, asked); }},
      {"open_segment", control, [&](const Payload& asked) { return open_segment(footage, asked); }},
      {"thumbnail_key", control,
       [&](const Payload& asked) { return thumbnail_key(footage, asked); }},
      {"sign_manifest", control, [&](const Payload& asked) { return sign_manifest(desk, asked); }},
      {"certify_signer", recorder,
       [&](const Payload& asked) { return certify_signer(desk, asked); }},
      {"evidence_certificate", both,
       [&](const Payload&) -> Result<Reply> {
         ASSIGN_OR_RETURN(const auto certificate, desk.evidence_certificate());
         return with_body(certificate.to_der());
       }},
      {"issue_certificate", control,
       [&](const Payload& asked) { return issue_certificate(desk, asked); }},
      {"site_ca", both,
       [&](const Payload&) -> Result<Reply> {
         ASSIGN_OR_RETURN(const auto certificate, desk.site_ca());
         return with_body(base::as_bytes(certificate.to_pem()));
       }},
      {"read_journal", control, [&](const Payload& asked) { return read_journal(keeper, asked); }},
  };
}

}  // namespace appliance
