#include "appliance/hosts/host_rules.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>

namespace appliance {
namespace {

constexpr Address kFirstV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr Address kLastV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

AddressRange whole(Family family) {
  if (family == Family::V4) return {kFirstV4, kLastV4};
  AddressRange all;
  all.last.fill(0xff);
  return all;
}

std::span<const AddressRange> ranges_of(const HostTable& table, const HostRow& row) {
  if (const auto* range = std::get_if<AddressRange>(&row.subject)) return {range, 1};
  const HostGroup* group = table.group(std::get<GroupName>(row.subject).name);
  return group == nullptr ? std::span<const AddressRange>{} : group->members;
}

bool speaks_of(const HostTable& table, Family family, HostService service) {
  return std::ranges::any_of(table.rows, [&](const HostRow& row) {
    return row.enabled && row.services.covers(service) &&
           std::ranges::any_of(ranges_of(table, row),
                               [&](const AddressRange& range) { return range.family() == family; });
  });
}

bool has_expired(const HostRow& row, base::WallTime now) {
  return row.expires && *row.expires <= now;
}

// Gives the elementary ranges that nobody has yet to a row, in near linear time for all rows.
class Claims {
 public:
  explicit Claims(std::size_t count) : next_free_(count + 1) {
    std::iota(next_free_.begin(), next_free_.end(), std::size_t{0});
  }

  template <typename Take>
  void claim(std::size_t begin, std::size_t end, const Take& take) {
    for (std::size_t i = find(begin); i < end; i = find(i)) {
      take(i);
      next_free_[i] = i + 1;
    }
  }

 private:
  std::size_t find(std::size_t i) {
    while (next_free_[i] != i) {
      next_free_[i] = next_free_[next_free_[i]];
      i = next_free_[i];
    }
    return i;
  }

  std::vector<std::size_t> next_free_;
};

std::size_t place_of(const std::vector<Address>& begins, const Address& address) {
  return static_cast<std::size_t>(std::ranges::upper_bound(begins, address) - begins.begin()) - 1;
}

}  // namespace

std::string_view to_string(Judgement::Why why) {
  switch (why) {
    case Judgement::Why::Off:
      return "off";
    case Judgement::Why::Console:
      return "console";
    case Judgement::Why::Row:
      return "row";
    case Judgement::Why::Otherwise:
      return "otherwise";
    case Judgement::Why::ClosedFamily:
      return "closed_family";
    case Judgement::Why::Unreadable:
      return "unreadable";
  }
  return "unreadable";
}

bool is_closed_family(const HostTable& table, Family family, HostService service) {
  const Family other = family == Family::V4 ? Family::V6 : Family::V4;
  return !speaks_of(table, family, service) && speaks_of(table, other, service);
}

HostRules HostRules::compile(const HostTable& table, base::WallTime now) {
  HostRules rules;
  rules.from_ = now;
  rules.state_ = table.enabled ? State::InForce : State::Off;
  rules.otherwise_ = table.otherwise;
  for (const HostRow& row : table.rows) {
    rules.rows_.push_back({row.id, row.verdict == Verdict::Allow});
    if (row.enabled && row.expires && *row.expires > now) {
      rules.until_ = std::min(rules.until_, *row.expires);
    }
  }
  if (table.enabled) {
    for (const Family family : kFamilies) rules.fill(family, table, now);
  }
  return rules;
}

HostRules HostRules::unreadable() {
  return HostRules{};
}

void HostRules::fill(Family family, const HostTable& table, base::WallTime now) {
  PerFamily& part = families_[static_cast<std::size_t>(family)];
  part.begins.push_back(whole(family).first);
  for (const HostRow& row : table.rows) {
    for (const AddressRange& range : ranges_of(table, row)) {
      if (range.family() != family) continue;
      part.begins.push_back(range.first);
      const auto after = address_after(range.last);
      if (after && *after <= whole(family).last) part.begins.push_back(*after);
    }
  }
  // Mapped IPv4 lies amid IPv6 and is no part of it.
  if (family == Family::V6) {
    part.begins.push_back(kFirstV4);
    part.begins.push_back(*address_after(kLastV4));
  }
  std::ranges::sort(part.begins);
  const auto doubles = std::ranges::unique(part.begins);
  part.begins.erase(doubles.begin(), doubles.end());
  for (const HostService service : kHostServices) {
    auto& deciders = part.deciders[static_cast<std::size_t>(service)];
    const bool closed = is_closed_family(table, family, service);
    deciders.assign(part.begins.size(), closed ? kClosed : kOtherwise);
    Claims claims{part.begins.size()};
    if (family == Family::V6) {
      claims.claim(place_of(part.begins, kFirstV4), place_of(part.begins, kLastV4) + 1,
                   [&](std::size_t at) { deciders[at] = kClosed; });
    }
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const HostRow& row = table.rows[i];
      if (!row.enabled || has_expired(row, now) || !row.services.covers(service)) continue;
      for (const AddressRange& range : ranges_of(table, row)) {
        if (range.family() != family) continue;
        claims.claim(place_of(part.begins, range.first), place_of(part.begins, range.last) + 1,
                     [&](std::size_t at) { deciders[at] = static_cast<Decider>(i); });
      }
    }
  }
}

bool HostRules::allows(Decider decider) const {
  if (decider == kClosed) return false;
  if (decider == kOtherwise) return otherwise_ == Verdict::Allow;
  return rows_[decider].allows;
}

Judgement HostRules::judge(const Address& address, HostService service) const {
  using Why = Judgement::Why;
  if (state_ == State::Off) return {true, Why::Off};
  if (is_console(address)) return {true, Why::Console};
  if (state_ == State::Unreadable) return {false, Why::Unreadable};
  const PerFamily& part = families_[static_cast<std::size_t>(family_of(address))];
  const Decider decider =
      part.deciders[static_cast<std::size_t>(service)][place_of(part.begins, address)];
  const bool allowed = allows(decider);
  if (decider == kClosed) return {allowed, Why::ClosedFamily};
  if (decider == kOtherwise) return {allowed, Why::Otherwise};
  return {allowed, Why::Row, rows_[decider].id};
}

std::vector<AddressRange> HostRules::admitted(Family family, HostService service) const {
  std::vector<AddressRange> ranges;
  if (state_ == State::Off) ranges.push_back(whole(family));
  if (state_ != State::InForce) return ranges;
  const PerFamily& part = families_[static_cast<std::size_t>(family)];
  const auto& deciders = part.deciders[static_cast<std::size_t>(service)];
  bool goes_on = false;
  for (std::size_t i = 0; i < part.begins.size(); ++i) {
    const bool allowed = allows(deciders[i]);
    if (goes_on) {
      // The end of what began before is one below this beginning.
      Address before = part.begins[i];
      for (std::size_t at = before.size(); at > 0; --at) {
        if (before[at - 1]-- != 0) break;
      }
      ranges.back().last = before;
    }
    if (allowed && !goes_on) ranges.push_back({part.begins[i], whole(family).last});
    if (allowed && goes_on) ranges.back().last = whole(family).last;
    goes_on = allowed;
  }
  return ranges;
}

bool HostRules::admits_somebody(HostService service) const {
  return std::ranges::any_of(kFamilies, [&](Family family) {
    return std::ranges::any_of(admitted(family, service), [](const AddressRange& range) {
      return range.first != range.last || !is_console(range.first);
    });
  });
}

}  // namespace appliance
