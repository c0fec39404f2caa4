// Which hosts may reach which service of the device: the table as its owner wrote it.
//
// Rows are read from the top, the first that matches decides; when none does, `otherwise` does.
// Plain values; the rules that bind them are check_host_table()'s. Made ready for judging by
// host_rules.h, written and read by host_table_format.h. Specification: docs/design/host-access.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "appliance/hosts/subject_parser.h"
#include "base/clock.h"
#include "base/random_id.h"
#include "web/http/problem.h"

namespace appliance {

enum class HostService : std::uint8_t { Web, Rtsp, Onvif, Snmp, Ssh };
inline constexpr std::array kHostServices{HostService::Web, HostService::Rtsp, HostService::Onvif,
                                          HostService::Snmp, HostService::Ssh};

std::string_view to_string(HostService service);  // "web"
std::optional<HostService> parse_host_service(std::string_view text);

// A set of services; the empty one stands for all, present and future.
class HostServices {
 public:
  void add(HostService service) { bits_ |= bit(service); }
  bool covers(HostService service) const { return bits_ == 0 || (bits_ & bit(service)) != 0; }
  bool named(HostService service) const { return (bits_ & bit(service)) != 0; }
  bool operator==(const HostServices&) const = default;

 private:
  static constexpr unsigned bit(HostService service) {
    return 1U << static_cast<unsigned>(service);
  }
  unsigned bits_ = 0;
};

enum class Verdict { Allow, Deny };

struct GroupName {
  std::string name;
  bool operator==(const GroupName&) const = default;
};

struct HostRow {
  base::Id id{};
  Verdict verdict = Verdict::Allow;
  std::variant<AddressRange, GroupName> subject;
  HostServices services{};
  std::string label{};
  std::string comment{};
  bool enabled = true;
  std::optional<base::WallTime> expires{};  // from then on it matches nobody

  bool operator==(const HostRow&) const = default;
};

struct HostGroup {
  std::string name;
  std::vector<AddressRange> members;

  bool operator==(const HostGroup&) const = default;
};

struct HostTable {
  bool enabled = false;  // off: everybody may reach everything
  Verdict otherwise = Verdict::Deny;
  std::vector<HostRow> rows{};
  std::vector<HostGroup> groups{};

  bool operator==(const HostTable&) const = default;

  const HostGroup* group(std::string_view name) const;
};

inline constexpr std::size_t kHostRowsMax = 512;
inline constexpr std::size_t kHostGroupsMax = 64;
inline constexpr std::size_t kGroupMembersMax = 128;
inline constexpr std::size_t kGroupNameBytesMax = 64;
inline constexpr std::size_t kRowLabelBytesMax = 64;
inline constexpr std::size_t kRowCommentBytesMax = 256;

// What no table may be, each at its field ("/rows/3/group"): too much, names twice, a group that
// is not there.
std::vector<http::FieldError> check_host_table(const HostTable& table);

// A table that lets nobody in to the web interface, now or at any later time: judged without the
// allowing rows that expire, and as if the denying ones did not.
std::vector<http::FieldError> check_somebody_stays(const HostTable& table, base::WallTime now);

// What is allowed and seldom meant: a family closed because only the other has rows.
std::vector<http::FieldError> host_table_warnings(const HostTable& table);

}  // namespace appliance
