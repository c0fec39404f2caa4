// A host table made ready for judging: who may reach a service, decided in one binary search.
//
// Immutable, so any thread may use it; a new table is a new HostRules. Made for a moment: it is
// right while `holds_at(now)`, which ends when a row expires or the clock steps back.
// Specification, and the order in which it decides: docs/design/host-access.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "appliance/hosts/host_table.h"

namespace appliance {

struct Judgement {
  enum class Why {
    Off,           // the table is not in force
    Console,       // from the machine itself
    Row,           // `row` says so
    Otherwise,     // no row matches
    ClosedFamily,  // no row speaks of this family, and some speak of the other
    Unreadable     // there is a table, but it cannot be read
  };
  bool allowed = false;
  Why why = Why::Unreadable;
  std::optional<base::Id> row{};

  bool operator==(const Judgement&) const = default;
};

std::string_view to_string(Judgement::Why why);  // "closed_family"

// Whether `family` may not come in because rows for `service` speak of the other alone.
bool is_closed_family(const HostTable& table, Family family, HostService service);

class HostRules {
 public:
  // A table that check_host_table() takes; rows that have expired at `now` match nobody.
  static HostRules compile(const HostTable& table, base::WallTime now);
  static HostRules unreadable();  // nobody but the console

  Judgement judge(const Address& address, HostService service) const;
  bool holds_at(base::WallTime now) const { return from_ <= now && now < until_; }
  bool in_force() const { return state_ != State::Off; }

  // Anybody but the console.
  bool admits_somebody(HostService service) const;
  // Everybody of `family` that may reach `service`: ranges in order, none touching the next.
  std::vector<AddressRange> admitted(Family family, HostService service) const;

 private:
  enum class State { Off, InForce, Unreadable };
  using Decider = std::uint16_t;  // a row, or one of the two below
  static constexpr Decider kOtherwise = 0xffff;
  static constexpr Decider kClosed = 0xfffe;

  struct PerFamily {
    // Elementary ranges: each begins here and ends before the next. Never empty when in force.
    std::vector<Address> begins;
    std::array<std::vector<Decider>, kHostServices.size()> deciders;
  };
  struct Row {
    base::Id id;
    bool allows;
  };

  HostRules() = default;
  void fill(Family family, const HostTable& table, base::WallTime now);
  bool allows(Decider decider) const;

  State state_ = State::Unreadable;
  Verdict otherwise_ = Verdict::Deny;
  base::WallTime from_ = base::WallTime::min();
  base::WallTime until_ = base::WallTime::max();
  std::vector<Row> rows_;
  std::array<PerFamily, 2> families_;
};

}  // namespace appliance
