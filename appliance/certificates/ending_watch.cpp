#include "appliance/certificates/ending_watch.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/event/catalogue.h"

namespace appliance {
namespace {

using crypto::Certificate;

// What may end.
struct Ending {
  std::string key;      // of ToldEnding
  std::string subject;  // of the event
  std::string_view what;
  Lifetime life;
  base::Fields fields{};
};

base::Json uses_json(const CertificateStore& store, const base::Id& id) {
  base::Json::Array uses;
  for (std::string& each : store.uses_of(id)) uses.emplace_back(std::move(each));
  return base::Json{std::move(uses)};
}

Ending ending_of(const Certificate& certificate, std::string subject, std::string_view what) {
  const std::string fingerprint = base::hex(certificate.fingerprint());
  return {.key = fingerprint,
          .subject = std::move(subject),
          .what = what,
          .life = {.begins = certificate.not_before(), .ends = certificate.not_after()},
          .fields = {{"fingerprint", fingerprint}}};
}

void add_servers(std::vector<Ending>& all, const CertificateStore& store) {
  for (const ServerEntry& each : store.servers()) {
    if (!each.is_installed()) continue;
    Ending ending = ending_of(each.chain.front(), each.label, "certificate");
    // Clients need the whole of it.
    for (const Certificate& other : each.chain) {
      ending.life.ends = std::min(ending.life.ends, other.not_after());
    }
    ending.fields["uses"] = uses_json(store, each.id);
    all.push_back(std::move(ending));
  }
}

void add_authorities(std::vector<Ending>& all, const CertificateStore& store) {
  for (const AuthorityEntry& each : store.authorities()) {
    Ending ending = ending_of(each.certificate, each.label, "authority");
    ending.fields["uses"] = uses_json(store, each.id);
    all.push_back(ending);
    if (!each.crl) continue;
    ending.key = "list of " + ending.key;
    ending.what = "revocation-list";
    ending.life = {.begins = each.crl->this_update(), .ends = each.crl->next_update()};
    all.push_back(std::move(ending));
  }
}

base::EventKind kind_of(const Ending& ending, int days) {
  if (ending.what == "revocation-list") return base::events::kRevocationListEnds;
  return days > 0 ? base::events::kCertificateEnds : base::events::kCertificateEnded;
}

}  // namespace

void EndingWatch::look(const Certificate& own, std::chrono::days own_renews_before) {
  const base::WallTime now = parts_.clock.wall();
  if (!told_) {
    auto read = parts_.store.told_endings();
    if (!read) return;  // another time: told twice would be told each hour
    told_ = *std::move(read);
  }
  std::vector<Ending> all{ending_of(own, "device", "device")};
  all.front().life.renews_before = own_renews_before;
  add_servers(all, parts_.store);
  add_authorities(all, parts_.store);

  std::vector<ToldEnding> told;
  for (Ending& each : all) {
    std::optional<ToldEnding> before;
    const auto found = std::ranges::find(*told_, each.key, &ToldEnding::key);
    if (found != told_->end() && found->ends == each.life.ends) before = *found;
    if (const auto days = ending_step(each.life, before, now)) {
      before = ToldEnding{each.key, each.life.ends, *days};
      each.fields["what"] = each.what;
      each.fields["days"] = *days;
      each.fields["ends"] = base::format_rfc3339(each.life.ends);
      parts_.log.tell({kind_of(each, *days), each.subject, std::move(each.fields)});
    }
    if (before) told.push_back(*std::move(before));
  }
  if (told == *told_) return;
  told_ = std::move(told);
  // What cannot be written is remembered until the next start.
  (void)parts_.store.set_told_endings(*told_);
}

}  // namespace appliance
