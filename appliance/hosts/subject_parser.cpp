#include "appliance/hosts/subject_parser.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr unsigned kBits = 128;
constexpr unsigned kMappedBits = 96;
constexpr std::size_t kZoneBytesMax = 15;  // what Linux allows an interface

Error subject_error(const char* what) {
  return {ErrorKind::InvalidInput, what};
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_zone(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= kZoneBytesMax && std::ranges::all_of(text, fits);
}

bool is_link_local(const Address& address) {
  return address[0] == 0xfe && (address[1] & 0xc0U) == 0x80;
}

struct ReadAddress {
  Address address{};
  bool written_as_v6 = false;
  bool zone = false;
};

base::Result<ReadAddress> read_address(std::string_view text) {
  const std::size_t percent = text.find('%');
  const std::string digits{text.substr(0, percent)};
  // A NUL would end the text for inet_pton alone.
  if (digits.find('\0') != std::string::npos) return subject_error("It is no IP address.");
  ReadAddress read;
  if (::inet_pton(AF_INET, digits.c_str(), read.address.data() + 12) == 1) {
    read.address[10] = read.address[11] = 0xff;
    if (percent != std::string_view::npos) {
      return subject_error("Only a link-local IPv6 address has an interface.");
    }
    return read;
  }
  read.address = {};
  if (::inet_pton(AF_INET6, digits.c_str(), read.address.data()) != 1) {
    return subject_error("It is no IP address.");
  }
  read.written_as_v6 = true;
  if (percent == std::string_view::npos) return read;
  if (!is_link_local(read.address)) {
    return subject_error("Only a link-local IPv6 address has an interface.");
  }
  if (!is_zone(text.substr(percent + 1))) return subject_error("It is no name of an interface.");
  read.zone = true;
  return read;
}

// How many leading bits are fixed, counted in the mapped form.
base::Result<unsigned> read_prefix(std::string_view text, const ReadAddress& of) {
  unsigned length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool plain_v4 = !of.written_as_v6;
  const unsigned max = plain_v4 ? kBits - kMappedBits : kBits;
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || length > max ||
      (text.size() > 1 && text.starts_with('0'))) {
    return plain_v4 ? subject_error("A prefix length is a number from 0 to 32.")
                    : subject_error("A prefix length is a number from 0 to 128.");
  }
  if (plain_v4) return length + kMappedBits;
  if (family_of(of.address) == Family::V4 && length < kMappedBits) {
    return subject_error("The prefix of an IPv4-mapped address is 96 to 128 bits long.");
  }
  return length;
}

AddressRange network_of(const Address& address, unsigned prefix) {
  AddressRange range{address, address};
  for (unsigned bit = prefix; bit < kBits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    range.first[bit / 8] = static_cast<std::uint8_t>(range.first[bit / 8] & ~mask);
    range.last[bit / 8] = static_cast<std::uint8_t>(range.last[bit / 8] | mask);
  }
  return range;
}

base::Result<ParsedSubject> read_network(std::string_view address, std::string_view prefix) {
  ASSIGN_OR_RETURN(const ReadAddress read, read_address(address));
  ASSIGN_OR_RETURN(const unsigned bits, read_prefix(prefix, read));
  const AddressRange range = network_of(read.address, bits);
  // "::/0" must not become a range that begins in IPv6 and passes through mapped IPv4.
  return ParsedSubject{range, range.first != read.address, read.zone};
}

base::Result<ParsedSubject> read_range(std::string_view from, std::string_view to) {
  ASSIGN_OR_RETURN(const ReadAddress first, read_address(trimmed(from)));
  ASSIGN_OR_RETURN(const ReadAddress last, read_address(trimmed(to)));
  if (family_of(first.address) != family_of(last.address)) {
    return subject_error("Both ends of a range are of one family.");
  }
  if (last.address < first.address) return subject_error("The end of a range is after its start.");
  return ParsedSubject{{first.address, last.address}, false, first.zone || last.zone};
}

// The prefix length when the range is a network, in the mapped form.
std::optional<unsigned> prefix_of(const AddressRange& range) {
  unsigned prefix = 0;
  while (prefix < kBits) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (prefix % 8));
    if ((range.first[prefix / 8] & mask) != (range.last[prefix / 8] & mask)) break;
    ++prefix;
  }
  if (network_of(range.first, prefix) == range) return prefix;
  return std::nullopt;
}

}  // namespace

base::Result<ParsedSubject> parse_subject(std::string_view text) {
  if (text.size() > kSubjectBytesMax) return subject_error("It is too long.");
  const std::string_view subject = trimmed(text);
  if (subject.empty()) return subject_error("An address is needed.");
  if (const std::size_t slash = subject.find('/'); slash != std::string_view::npos) {
    return read_network(subject.substr(0, slash), subject.substr(slash + 1));
  }
  // An interface may have a '-' in its name, so the one address that it may belong to comes first.
  if (auto single = read_address(subject)) {
    return ParsedSubject{{single->address, single->address}, false, single->zone};
  }
  const std::size_t dash = subject.find('-');
  if (dash == std::string_view::npos) return read_address(subject).error();
  return read_range(subject.substr(0, dash), subject.substr(dash + 1));
}

base::Result<Address> parse_address(std::string_view text) {
  if (text.size() > kSubjectBytesMax) return subject_error("It is too long.");
  ASSIGN_OR_RETURN(const ReadAddress read, read_address(trimmed(text)));
  return read.address;
}

std::string range_text(const AddressRange& range) {
  if (range.first == range.last) return address_text(range.first);
  const auto prefix = prefix_of(range);
  if (!prefix) return address_text(range.first) + "-" + address_text(range.last);
  const unsigned shown = range.family() == Family::V4 ? *prefix - kMappedBits : *prefix;
  return address_text(range.first) + "/" + std::to_string(shown);
}

}  // namespace appliance
