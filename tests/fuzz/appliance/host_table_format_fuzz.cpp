// A table read from any text must survive being written and read again, and its compiled rules must
// judge every address near any of its edges as a plain reading from the top does.
#include <algorithm>
#include <string>
#include <vector>

#include "appliance/hosts/host_rules.h"
#include "appliance/hosts/host_table_format.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace appliance;

const base::WallTime kNow{std::chrono::seconds{1'795'209'248}};

class CountedIds : public base::IdSource {
 public:
  base::Id next() override {
    base::Id id;
    id.bytes[14] = static_cast<std::uint8_t>(++count_ >> 8);
    id.bytes[15] = static_cast<std::uint8_t>(count_);
    return id;
  }

 private:
  unsigned count_ = 0;
};

std::vector<AddressRange> ranges(const HostTable& table, const HostRow& row) {
  if (const auto* range = std::get_if<AddressRange>(&row.subject)) return {*range};
  return table.group(std::get<GroupName>(row.subject).name)->members;
}

Judgement plainly(const HostTable& table, const Address& address, HostService service) {
  using Why = Judgement::Why;
  if (!table.enabled) return {true, Why::Off};
  if (is_console(address)) return {true, Why::Console};
  bool mine = false;
  bool others = false;
  for (const HostRow& row : table.rows) {
    if (!row.enabled || !row.services.covers(service)) continue;
    for (const auto& range : ranges(table, row)) {
      (range.family() == family_of(address) ? mine : others) = true;
    }
  }
  if (!mine && others) return {false, Why::ClosedFamily};
  for (const HostRow& row : table.rows) {
    if (!row.enabled || !row.services.covers(service)) continue;
    if (row.expires && *row.expires <= kNow) continue;
    for (const auto& range : ranges(table, row)) {
      if (range.holds(address)) return {row.verdict == Verdict::Allow, Why::Row, row.id};
    }
  }
  return {table.otherwise == Verdict::Allow, Why::Otherwise};
}

void compare(const HostTable& table) {
  const HostRules rules = HostRules::compile(table, kNow);
  std::vector<Address> tried{Address{}, parse_address("0.0.0.0").value(),
                             parse_address("127.0.0.1").value()};
  for (const HostRow& row : table.rows) {
    for (const auto& range : ranges(table, row)) {
      for (const Address& edge : {range.first, range.last}) {
        tried.push_back(edge);
        if (const auto after = address_after(edge)) tried.push_back(*after);
        Address before = edge;
        if (before.back()-- != 0) tried.push_back(before);
      }
    }
    if (tried.size() > 400) break;
  }
  for (const HostService service : kHostServices) {
    for (const Address& address : tried) {
      const auto judged = rules.judge(address, service);
      if (judged != plainly(table, address, service)) __builtin_trap();
      if (!table.enabled || is_console(address)) continue;
      const auto admitted = rules.admitted(family_of(address), service);
      const bool among = std::ranges::any_of(
          admitted, [&](const AddressRange& range) { return range.holds(address); });
      if (among != judged.allowed) __builtin_trap();
      for (const AddressRange& range : admitted) {
        const auto again = parse_subject(range_text(range));
        if (!again || again->range != range) __builtin_trap();
      }
    }
  }
}

}  // namespace

FUZZ_TARGET(host_table_format_fuzz)(base::ByteView input) {
  const auto json = base::parse_json(base::as_text(input));
  if (!json) return;
  CountedIds ids;
  const auto read = read_host_table(*json, ids);
  if (!read.errors.empty()) return;
  const auto again = read_host_table(host_table_json(read.table), ids);
  if (!again.errors.empty() || host_table_json(again.table) != host_table_json(read.table)) {
    __builtin_trap();
  }
  compare(read.table);
}
