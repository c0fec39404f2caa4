#include "appliance/keeper/keeper_verbs.h"

#include <utility>

#include "appliance/keeper/journal_page.h"
#include "appliance/keeper/verb_arguments.h"
#include "base/random_id.h"

namespace appliance {
namespace {

using base::Bytes;
using base::Json;
using base::Result;
using base::ipc::Payload;
using base::ipc::Reply;
using crypto::Secret;

constexpr std::int64_t kReadLinesMax = 500;

Result<Reply> mint_day_keys(FootageKeys& footage, const Payload& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, get_id(asked.arguments, "camera"));
  ASSIGN_OR_RETURN(const base::Day from, get_day(asked.arguments, "from_day"));
  ASSIGN_OR_RETURN(const std::int64_t days, get_number(asked.arguments, "days", 1, kMintDaysMax));
  ASSIGN_OR_RETURN(const auto files,
                   footage.mint_day_keys(camera, from, static_cast<std::size_t>(days)));
  return with_files(files);
}

Result<Reply> day_wraps(const FootageKeys& footage, const Payload& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, get_id(asked.arguments, "camera"));
  ASSIGN_OR_RETURN(const base::Day from, get_day(asked.arguments, "from_day"));
  ASSIGN_OR_RETURN(const std::int64_t days, get_number(asked.arguments, "days", 1, kWrapsDaysMax));
  ASSIGN_OR_RETURN(const auto files,
                   footage.day_wraps(camera, from, static_cast<std::size_t>(days)));
  return with_files(files);
}

Result<Reply> open_segment(FootageKeys& footage, const Payload& asked) {
  FootageKeys::SegmentRequest request;
  ASSIGN_OR_RETURN(request.segment, get_id(asked.arguments, "segment"));
  ASSIGN_OR_RETURN(request.actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(request.reason, asked.arguments.get_string("reason"));
  ASSIGN_OR_RETURN(request.grant, find_id(asked.arguments, "grant"));
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
  EvidenceDesk::ManifestRequest request{.manifest = asked.body};
  ASSIGN_OR_RETURN(request.grant, get_id(asked.arguments, "grant"));
  ASSIGN_OR_RETURN(request.actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(request.reason, asked.arguments.get_string("reason"));
  ASSIGN_OR_RETURN(const Bytes signature, desk.sign_manifest(request));
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
  ASSIGN_OR_RETURN(const auto excerpt, journal->read(static_cast<std::uint64_t>(from),
                                                     static_cast<std::size_t>(limit)));
  Reply reply;
  reply.arguments = journal_page(excerpt, static_cast<std::uint64_t>(from));
  return reply;
}

}  // namespace

std::vector<KeeperVerb> keeper_verbs(const KeeperParts& parts) {
  Keeper& keeper = parts.keeper;
  FootageKeys& footage = parts.footage;
  EvidenceDesk& desk = parts.desk;
  const std::vector<std::string> control{kControlUser};
  const std::vector<std::string> recorder{kRecorderUser};
  const std::vector<std::string> both{kControlUser, kRecorderUser};
  std::vector<KeeperVerb> verbs{
      {"recovery_key", control,
       [&keeper](const Payload& asked) { return recovery_key(keeper, asked); }},
      {"prove_recovery", control,
       [&keeper](Payload asked) { return prove_recovery(keeper, std::move(asked)); }},
      {"mint_day_keys", recorder,
       [&footage](const Payload& asked) { return mint_day_keys(footage, asked); }},
      {"day_wraps", recorder,
       [&footage](const Payload& asked) { return day_wraps(footage, asked); }},
      {"open_segment", control,
       [&footage](const Payload& asked) { return open_segment(footage, asked); }},
      {"thumbnail_key", control,
       [&footage](const Payload& asked) { return thumbnail_key(footage, asked); }},
      {"sign_manifest", control,
       [&desk](const Payload& asked) { return sign_manifest(desk, asked); }},
      {"certify_signer", recorder,
       [&desk](const Payload& asked) { return certify_signer(desk, asked); }},
      {"evidence_certificate", both,
       [&desk](const Payload&) -> Result<Reply> {
         ASSIGN_OR_RETURN(const auto certificate, desk.evidence_certificate());
         return with_body(certificate.to_der());
       }},
      {"issue_certificate", control,
       [&desk](const Payload& asked) { return issue_certificate(desk, asked); }},
      {"site_ca", both,
       [&desk](const Payload&) -> Result<Reply> {
         ASSIGN_OR_RETURN(const auto certificate, desk.site_ca());
         return with_body(base::as_bytes(certificate.to_pem()));
       }},
      {"read_journal", control,
       [&keeper](const Payload& asked) { return read_journal(keeper, asked); }},
  };
  for (KeeperVerb& verb : key_life_verbs(parts)) verbs.push_back(std::move(verb));
  return verbs;
}

}  // namespace appliance
