#include "nvr/recorder/signing_desk.h"

#include <algorithm>
#include <utility>

#include "storage/volume/archive_paths.h"

namespace nvr {

void SigningDesk::turn() {
  const auto done = try_turn();
  const std::string error = done ? std::string{} : done.error().message;
  if (!error.empty() && error != told_error_) {
    out_.logger.log(base::Severity::Warning, "no-signing-key", {{"reason", error}});
  }
  told_error_ = error;
}

base::Result<void> SigningDesk::try_turn() {
  const base::Ticks now = base::to_ticks(out_.clock.wall());
  if (!keys_) RETURN_IF_ERROR(open(now));
  if (!keys_->current()) {
    RETURN_IF_ERROR(begin(now));
  } else if (keys_->due(now)) {
    RETURN_IF_ERROR(keys_->renew(now));
  }
  if (keys_->current()->id() != told_key_) {
    told_key_ = keys_->current()->id();
    out_.on_key(keys_->current());
  }
  return keys_->destroy_unused(now);
}

base::Result<void> SigningDesk::open(base::Ticks now) {
  RETURN_IF_ERROR(base::make_directories(out_.files, out_.directory, base::Access::Private));
  const auto copies = storage::copies_of(out_.volumes, storage::kSignersPath);
  for (const std::string& copy : copies) {
    RETURN_IF_ERROR(
        base::make_directories(out_.files, base::parent_directory(copy), base::Access::GroupReads));
  }
  ASSIGN_OR_RETURN(auto log, storage::SignedLog::open(out_.files, copies,
                                                      {.type = storage::LogType::Signers,
                                                       .log = out_.ids.next(),
                                                       .recorder = out_.recorder}));
  ASSIGN_OR_RETURN(auto keys,
                   storage::SigningKeys::open(out_.files, out_.directory, std::move(log), now));
  keys_.emplace(std::move(keys));
  return {};
}

base::Result<void> SigningDesk::begin(base::Ticks now) {
  ASSIGN_OR_RETURN(auto certificate, out_.keeper.call("evidence_certificate"));
  ASSIGN_OR_RETURN(const auto evidence, storage::evidence_signer(std::move(certificate.body),
                                                                 [this](base::ByteView message) {
                                                                   return certify(message);
                                                                 }));
  return keys_->begin(evidence, now);
}

base::Result<storage::Signature> SigningDesk::certify(base::ByteView message) {
  base::ipc::Payload asked;
  asked.body.assign(message.begin(), message.end());
  ASSIGN_OR_RETURN(const auto reply, out_.keeper.call("certify_signer", std::move(asked)));
  storage::Signature signature{};
  if (reply.body.size() != signature.size()) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper's signature has another length"};
  }
  std::ranges::copy(reply.body, signature.begin());
  return signature;
}

}  // namespace nvr
