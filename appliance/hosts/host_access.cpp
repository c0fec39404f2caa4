#include "appliance/hosts/host_access.h"

#include <utility>

#include "appliance/hosts/expiry_notice.h"
#include "appliance/hosts/host_table_format.h"
#include "base/event/catalogue.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kValueBytesMax = std::size_t{4} << 20;

}  // namespace

HostAccess::HostAccess(const Parts& parts, std::string path)
    : parts_{parts}, path_{std::move(path)} {
  load();
}

void HostAccess::load() {
  auto opened = HostStore::open(path_);
  auto kept = opened ? opened->load() : base::Result<HostStore::Kept>{opened.error()};
  if (kept) {
    store_.with([&](auto& store) { store.emplace(*std::move(opened)); });
    put_in_force(std::move(kept->table), kept->revision);
    return;
  }
  parts_.log.tell(
      {base::events::kHostTableUnreadable, "host-access", {{"reason", kept.error().message}}});
  auto nobody = std::make_shared<const HostRules>(HostRules::unreadable());
  in_force_.with([&](InForce& now) { now = {{.readable = false}, std::move(nobody)}; });
}

// What could not be read is kept aside, for whoever wants to know why; what merely was not to be
// had at the start, is taken up now.
base::Result<void> HostAccess::reopen() {
  auto opened = HostStore::open(path_);
  const auto kept = opened ? opened->load() : base::Result<HostStore::Kept>{opened.error()};
  if (!kept) {
    const ErrorKind why = kept.error().kind;
    if (why != ErrorKind::Corrupt && why != ErrorKind::InvalidInput) return kept.error();
    opened = Error{ErrorKind::Unavailable, "closed"};  // before its files are moved
    for (const char* suffix : {"", "-wal", "-shm"}) {
      const auto moved = parts_.files.rename(path_ + suffix, path_ + ".unreadable" + suffix);
      if (!moved && moved.error().kind != ErrorKind::NotFound) return moved.error();
    }
    opened = HostStore::open(path_);
    if (!opened) return opened.error();
  }
  store_.with([&](auto& store) { store.emplace(*std::move(opened)); });
  return {};
}

void HostAccess::put_in_force(HostTable table, std::int64_t revision) {
  auto rules = std::make_shared<const HostRules>(HostRules::compile(table, parts_.clock.wall()));
  in_force_.with(
      [&](InForce& now) { now = {{std::move(table), revision, true}, std::move(rules)}; });
}

HostAccess::Snapshot HostAccess::snapshot() const {
  return in_force_.with([](const InForce& now) { return now.snapshot; });
}

std::shared_ptr<const HostRules> HostAccess::rules() const {
  return rules_at(parts_.clock.wall());
}

// A row that expires makes new rules, once, for whoever asks first.
std::shared_ptr<const HostRules> HostAccess::rules_at(base::WallTime now) const {
  return in_force_.with([&](InForce& in_force) {
    if (in_force.snapshot.readable && !in_force.rules->holds_at(now)) {
      in_force.rules =
          std::make_shared<const HostRules>(HostRules::compile(in_force.snapshot.table, now));
    }
    return in_force.rules;
  });
}

Judgement HostAccess::judge(const http::Peer& peer, HostService service) const {
  return rules()->judge(peer.address, service);
}

std::function<bool(const http::Peer&)> HostAccess::gate(HostService service) {
  return [this, service](const http::Peer& peer) {
    const Judgement judgement = judge(peer, service);
    if (judgement.allowed) return true;
    base::Fields fields{{"address", peer.text()}, {"why", to_string(judgement.why)}};
    if (judgement.row) fields["row"] = base::to_string(*judgement.row);
    parts_.log.tell({base::events::kHostRefused, std::string{to_string(service)}, fields});
    return false;
  };
}

// Once for each set of rules, whoever made them.
void HostAccess::call_hooks() {
  const auto now = rules();
  const bool fresh =
      seen_by_hooks_.with([&](auto& seen) { return std::exchange(seen, now) != now; });
  if (!fresh) return;
  for (const auto& hook : hooks_) hook();
}

void HostAccess::look() {
  call_hooks();
  tell_of_expiry(snapshot());
}

void HostAccess::tell_of_expiry(const Snapshot& now_in_force) {
  const base::WallTime now = parts_.clock.wall();
  const auto notices = store_.with([&](auto& store) -> std::vector<ExpiryNotice> {
    if (!store) return {};
    const auto last = store->last_look();
    if (!last) return {};
    // Once an hour is enough for days, and spares the disk.
    if (*last && now >= **last && now - **last < std::chrono::hours{1}) return {};
    if (!store->note_look(now)) return {};
    return expiry_notices(now_in_force.table, *last, now);
  });
  for (const ExpiryNotice& notice : notices) {
    const HostRow& row = now_in_force.table.rows[notice.row];
    parts_.log.tell({base::events::kHostRowExpires,
                     row.label,
                     {{"row", base::to_string(row.id)},
                      {"days", notice.days},
                      {"expires", base::format_rfc3339(*row.expires)}}});
  }
}

base::Bytes HostAccess::value_of(const HostTable& table, std::optional<std::int64_t> made_from) {
  base::Json json;
  json["table"] = host_table_json(table);
  if (made_from) json["made_from"] = *made_from;
  return base::to_bytes(json.dump());
}

base::Result<base::Bytes> HostAccess::current() {
  const Snapshot now = snapshot();
  // Nothing brings an unreadable table back; one that lets nobody in is what it amounts to.
  if (!now.readable) return value_of({.enabled = true}, std::nullopt);
  return value_of(now.table, std::nullopt);
}

base::Result<void> HostAccess::apply(base::ByteView value) {
  const auto json = base::parse_json(base::as_text(value), {.bytes_max = kValueBytesMax});
  if (!json) return json.error();
  const base::Json* written = json->find("table");
  if (written == nullptr) return Error{ErrorKind::InvalidInput, "no host table in the value"};
  base::KernelIdSource ids;
  auto read = read_host_table(*written, ids);
  if (!read.errors.empty()) return Error{ErrorKind::InvalidInput, "a host table with mistakes"};
  std::optional<std::int64_t> made_from;
  if (const base::Json* number = json->find("made_from"); number != nullptr) {
    if (number->as_int() == nullptr) return Error{ErrorKind::InvalidInput, "made from what?"};
    made_from = *number->as_int();
  }
  const bool open = store_.with([](const auto& store) { return store.has_value(); });
  if (!open) RETURN_IF_ERROR(reopen());
  const auto revision =
      store_.with([&](auto& store) { return store->replace(read.table, made_from); });
  if (!revision) return revision.error();
  put_in_force(std::move(read.table), *revision);
  call_hooks();
  return {};
}

}  // namespace appliance
