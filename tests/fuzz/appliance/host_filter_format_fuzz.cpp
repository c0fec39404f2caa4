// A host filter must survive any bytes, be read back as written, and become a script of nothing but
// our own words, numbers and addresses.
#include <algorithm>
#include <string_view>

#include "appliance/host/nft_script.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(host_filter_format_fuzz)(base::ByteView input) {
  const auto filter = appliance::parse_host_filter(input);
  if (!filter) return;
  const auto again = appliance::parse_host_filter(appliance::marshal_host_filter(*filter));
  if (!again || *again != *filter) __builtin_trap();
  const std::string script = appliance::nft_script(*filter);
  const auto ours = [](char c) {
    return std::string_view{"abcdefghijklmnopqrstuvwxyz0123456789_.:/-,;={}()&|!@\" \n"}.find(c) !=
           std::string_view::npos;
  };
  if (!std::ranges::all_of(script, ours)) __builtin_trap();
}
