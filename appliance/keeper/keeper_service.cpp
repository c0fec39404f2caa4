#include "appliance/keeper/keeper_service.h"

#include <algorithm>
#include <utility>

#include "appliance/keeper/journal_page.h"
#include "appliance/keeper/keeper_verbs.h"

namespace appliance {

base::Result<std::unique_ptr<KeeperService>> KeeperService::make(std::unique_ptr<Keeper> keeper,
                                                                 base::ControlService& control) {
  ASSIGN_OR_RETURN(ExportGrants grants, ExportGrants::open(*keeper, {}));
  std::unique_ptr<KeeperService> service{
      new KeeperService{std::move(keeper), std::move(grants), control}};
  service->erasures_.finish_pending_or_tell();
  return service;
}

KeeperService::KeeperService(std::unique_ptr<Keeper> keeper, ExportGrants grants,
                             base::ControlService& control)
    : keeper_{std::move(keeper)},
      control_{control},
      grants_{std::move(grants)},
      footage_{*keeper_, grants_, {}},
      desk_{*keeper_, grants_, {}},
      erasures_{*keeper_, grants_} {
  for (KeeperVerb& verb : keeper_verbs({*keeper_, footage_, desk_, grants_, erasures_})) {
    control_.handle(
        std::move(verb.name),
        [answer = std::move(verb.answer)](base::ipc::Request request) {
          return answer(std::move(request.payload));
        },
        std::move(verb.users));
  }
  control_.handle_later("append_journal",
                        [this](const base::ipc::Request& request) { append_journal(request); },
                        {kControlUser, kRecorderUser});
}

void KeeperService::append_journal(const base::ipc::Request& request) {
  const base::ipc::ReplyTo to = request.reply_to;
  const auto entry = to_journal_entry(request.payload.arguments);
  if (!entry) return control_.answer(to, entry.error());
  const auto journal = keeper_->journal();
  if (!journal) return control_.answer(to, journal.error());
  (*journal)->append_later(*entry, [this, to](const base::Result<std::uint64_t>& line) {
    if (!line) return control_.answer(to, line.error());
    base::ipc::Reply reply;
    reply.arguments["line"] = *line;
    control_.answer(to, std::move(reply));
  });
}

base::Result<void> KeeperService::stop(base::SteadyTime) {
  on_ready();
  return {};
}

std::optional<base::SteadyTime> KeeperService::next_time() const {
  const KeeperJournal* journal = keeper_->open_journal();
  const auto due = journal != nullptr ? journal->due() : std::nullopt;
  const auto idle = keeper_->next_idle_lock();
  if (!due || !idle) return due ? due : idle;
  return std::min(*due, *idle);
}

// Only next_time() brings us here, and the end: what waits is due.
void KeeperService::on_ready() {
  if (KeeperJournal* journal = keeper_->open_journal()) journal->flush();
  keeper_->lock_if_idle();
}

}  // namespace appliance
