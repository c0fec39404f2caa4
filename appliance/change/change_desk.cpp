#include "appliance/change/change_desk.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/event/catalogue.h"
#include "crypto/secret.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kChangeTokenBytes = 32;
constexpr std::chrono::milliseconds kDeskTick{500};
// What could not be undone is tried again.
constexpr std::chrono::seconds kUndoPause{5};

base::Json names_of(const std::vector<SettingValue>& values) {
  base::Json::Array names;
  for (const SettingValue& each : values) names.emplace_back(each.name);
  return names;
}

}  // namespace

std::string_view to_string(ChangeDesk::Outcome outcome) {
  switch (outcome) {
    case ChangeDesk::Outcome::Done:
      return "done";
    case ChangeDesk::Outcome::NothingPending:
      return "nothing_pending";
    case ChangeDesk::Outcome::OldConnection:
      return "old_connection";
    case ChangeDesk::Outcome::AnotherAccount:
      return "another_account";
    case ChangeDesk::Outcome::WrongToken:
      return "wrong_token";
    case ChangeDesk::Outcome::Failed:
      return "failed";
  }
  return "failed";
}

ChangeDesk::ChangeDesk(const Parts& parts, std::string undo_path)
    : parts_{parts}, undo_path_{std::move(undo_path)} {}

ChangeDesk::~ChangeDesk() {
  (void)stop({});
}

void ChangeDesk::add(Changeable& setting) {
  settings_.push_back(&setting);
}

Changeable* ChangeDesk::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      settings_, [&](const Changeable* setting) { return setting->name() == name; });
  return found == settings_.end() ? nullptr : *found;
}

base::Result<void> ChangeDesk::restore() {
  using base::events::kChangeNotUndone;
  const auto bytes = base::read_small_file(parts_.files, undo_path_, kUndoRecordBytesMax);
  if (!bytes && bytes.error().kind == ErrorKind::NotFound) return {};
  const auto before =
      bytes ? parse_undo_record(*bytes) : base::Result<std::vector<SettingValue>>{bytes.error()};
  if (!before) {
    parts_.log.tell({kChangeNotUndone, "change", {{"reason", before.error().message}}});
    return parts_.files.rename(undo_path_, undo_path_ + ".unreadable");
  }
  if (const auto undone = put_back(*before); !undone) {
    parts_.log.tell({kChangeNotUndone,
                     "change",
                     {{"reason", undone.error().message}, {"what", names_of(*before)}}});
    return undone;
  }
  RETURN_IF_ERROR(forget_record());
  parts_.log.tell(
      {base::events::kChangeReverted, "change", {{"why", "restart"}, {"what", names_of(*before)}}});
  return {};
}

// In the reverse order, each even when another fails.
base::Result<void> ChangeDesk::put_back(const std::vector<SettingValue>& before) {
  base::Result<void> all;
  for (auto each = before.rbegin(); each != before.rend(); ++each) {
    Changeable* setting = find(each->name);
    auto undone = setting == nullptr
                      ? base::Result<void>{Error{ErrorKind::NotFound, "no setting of that name"}}
                      : setting->apply(each->value);
    if (!undone && all) all = std::move(undone);
  }
  return all;
}

base::Result<void> ChangeDesk::forget_record() {
  auto removed = parts_.files.remove_file(undo_path_);
  if (!removed && removed.error().kind != ErrorKind::NotFound) return removed;
  return parts_.files.sync_directory(base::parent_directory(undo_path_));
}

bool ChangeDesk::begin() {
  return state_.with([](State& state) {
    if (state.busy || state.change) return false;
    state.busy = true;
    return true;
  });
}

void ChangeDesk::end(std::optional<Change> change) {
  state_.with([&](State& state) {
    state.busy = false;
    state.change = std::move(change);
  });
}

template <typename Condition>
std::optional<ChangeDesk::Change> ChangeDesk::take_if(const Condition& condition) {
  return state_.with([&](State& state) -> std::optional<Change> {
    if (state.busy || !state.change || !condition(state)) return std::nullopt;
    state.busy = true;
    return std::exchange(state.change, std::nullopt);
  });
}

base::Result<std::vector<SettingValue>> ChangeDesk::values_before(
    const std::vector<SettingValue>& values) {
  std::vector<SettingValue> before;
  for (const SettingValue& each : values) {
    Changeable* setting = find(each.name);
    if (setting == nullptr) return Error{ErrorKind::NotFound, "no setting of that name"};
    ASSIGN_OR_RETURN(auto value, setting->current());
    before.push_back({each.name, std::move(value)});
  }
  return before;
}

base::Result<void> ChangeDesk::apply_all(const std::vector<SettingValue>& values) {
  for (const SettingValue& each : values) RETURN_IF_ERROR(find(each.name)->apply(each.value));
  return {};
}

// Leaves what was true before in `change` and on disk, then applies.
base::Result<void> ChangeDesk::apply_with_undo(const std::vector<SettingValue>& values,
                                               Change& change) {
  ASSIGN_OR_RETURN(auto before, values_before(values));
  RETURN_IF_ERROR(
      base::write_file_atomically(parts_.files, undo_path_, marshal_undo_record(before)));
  change.before = std::move(before);
  RETURN_IF_ERROR(apply_all(values));
  change.applied = parts_.clock.steady();
  change.due = change.applied + change.within;
  return {};
}

base::Result<ChangeDesk::Proposed> ChangeDesk::propose(const std::vector<SettingValue>& values,
                                                       const Asker& by,
                                                       std::chrono::seconds within) {
  assert(within >= kConfirmWithinMin && within <= kConfirmWithinMax);
  assert(!values.empty() && values.size() <= kSettingsPerChangeMax);
  if (!begin()) return Error{ErrorKind::Exists, "a change is pending"};
  Change change{.before = {}, .by = by, .within = within};
  if (auto applied = apply_with_undo(values, change); !applied) {
    const bool undone = change.before.empty() || (put_back(change.before) && forget_record());
    // Else it stays on the desk, overdue, until it can be undone.
    end(undone ? std::nullopt : std::optional{std::move(change)});
    return std::move(applied).error();
  }
  std::string token = base::hex(crypto::Secret::random(kChangeTokenBytes).reveal());
  change.token = crypto::sha256(base::as_bytes(token));
  parts_.log.tell({base::events::kChangeProposed,
                   by.name,
                   {{"what", names_of(values)},
                    {"address", by.address},
                    {"within_s", std::int64_t{within.count()}}}});
  end(std::move(change));
  return Proposed{std::move(token), within};
}

ChangeDesk::Outcome ChangeDesk::judge(const State& state, std::string_view token, const Asker& by,
                                      base::SteadyTime connected) const {
  if (!state.change || state.busy || parts_.clock.steady() >= state.change->due) {
    return Outcome::NothingPending;
  }
  if (connected <= state.change->applied) return Outcome::OldConnection;
  if (by.account != state.change->by.account) return Outcome::AnotherAccount;
  const auto given = crypto::sha256(base::as_bytes(token));
  const bool same = crypto::equal_constant_time(given, state.change->token);
  return same ? Outcome::Done : Outcome::WrongToken;
}

void ChangeDesk::tell_refusal(Outcome outcome, const Asker& by) {
  if (outcome == Outcome::Done || outcome == Outcome::NothingPending) return;
  parts_.log.tell({base::events::kConfirmationRefused,
                   by.name,
                   {{"reason", to_string(outcome)}, {"address", by.address}}});
}

ChangeDesk::Outcome ChangeDesk::check(std::string_view token, const Asker& by,
                                      base::SteadyTime connected) {
  const Outcome outcome =
      state_.with([&](const State& state) { return judge(state, token, by, connected); });
  tell_refusal(outcome, by);
  return outcome;
}

ChangeDesk::Outcome ChangeDesk::confirm(std::string_view token, const Asker& by,
                                        base::SteadyTime connected) {
  Outcome outcome = Outcome::NothingPending;
  auto change = take_if([&](const State& state) {
    outcome = judge(state, token, by, connected);
    return outcome == Outcome::Done;
  });
  tell_refusal(outcome, by);
  if (!change) return outcome;
  if (!forget_record()) {
    end(std::move(change));
    return Outcome::Failed;
  }
  parts_.log.tell({base::events::kChangeConfirmed,
                   by.name,
                   {{"what", names_of(change->before)}, {"address", by.address}}});
  end(std::nullopt);
  return Outcome::Done;
}

bool ChangeDesk::undo(Change change, std::string_view why, const Asker& by) {
  auto undone = put_back(change.before);
  if (undone) undone = forget_record();
  if (!undone) {
    parts_.log.tell({base::events::kChangeNotUndone,
                     by.name,
                     {{"reason", undone.error().message}, {"what", names_of(change.before)}}});
    change.due = parts_.clock.steady() + kUndoPause;
    end(std::move(change));
    return false;
  }
  parts_.log.tell({base::events::kChangeReverted,
                   by.name,
                   {{"why", why}, {"what", names_of(change.before)}, {"address", by.address}}});
  end(std::nullopt);
  return true;
}

ChangeDesk::Outcome ChangeDesk::revert(const Asker& by) {
  auto change = take_if([](const State&) { return true; });
  if (!change) return Outcome::NothingPending;
  return undo(*std::move(change), "asked", by) ? Outcome::Done : Outcome::Failed;
}

std::optional<ChangeDesk::Pending> ChangeDesk::pending() const {
  const base::SteadyTime now = parts_.clock.steady();
  return state_.with([&](const State& state) -> std::optional<Pending> {
    if (!state.change) return std::nullopt;
    Pending pending{.by = state.change->by, .within = state.change->within};
    for (const SettingValue& each : state.change->before) pending.what.push_back(each.name);
    pending.left = std::max(std::chrono::ceil<std::chrono::seconds>(state.change->due - now),
                            std::chrono::seconds{0});
    return pending;
  });
}

base::Result<void> ChangeDesk::start() {
  thread_ = base::NamedThread{"change-desk", [this] { run(); }};
  return {};
}

// What is pending stays so: the next start undoes it.
base::Result<void> ChangeDesk::stop(base::SteadyTime /*deadline*/) {
  wakes_.close();
  if (thread_.joinable()) thread_.join();
  return {};
}

void ChangeDesk::run() {
  while (!wakes_.drained()) {
    auto late =
        take_if([this](const State& state) { return parts_.clock.steady() >= state.change->due; });
    if (late) {
      const Asker by = late->by;
      (void)undo(*std::move(late), "time", by);
    }
    (void)wakes_.pop_wait_for(kDeskTick);
  }
}

}  // namespace appliance
