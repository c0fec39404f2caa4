// A host filter as a script for nft(8), which puts it in force as one transaction: one table of our
// own, replaced as a whole, and no other touched.
//
// Pure. Specification: docs/design/host-filter.md.
#pragma once

#include <string>

#include "appliance/host/host_filter_format.h"

namespace appliance {

std::string nft_script(const HostFilter& filter);

}  // namespace appliance
