// Who may be an escrow recipient: the holder of a P-256 key whose certificate allows it to agree on
// or wrap keys. Everybody else is refused with the reason. Safe from any thread.
// Specification: docs/design/keystore.md, "Recipients".
#pragma once

#include <string>

#include "appliance/keeper/keystore_format.h"
#include "base/clock.h"
#include "base/result.h"
#include "storage/segment/fields.h"

namespace appliance {

// InvalidInput says what about the label or the certificate (DER) is not as it must be.
base::Result<Recipient> make_recipient(const std::string& label, base::ByteView certificate,
                                       base::WallTime now);

// What day keys are wrapped to; of one that was not removed.
base::Result<storage::Point> recipient_key(const Recipient& recipient);

}  // namespace appliance
