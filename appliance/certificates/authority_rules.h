// Which certificate may be trusted as an authority, and which list of revoked ones may be its
// (R112, R121). Refusals say the exact reason. Pure; safe from any thread.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/crl.h"

namespace appliance {

// One certificate in PEM or DER, of a CA that may sign certificates, good at `now` and strong.
base::Result<crypto::Certificate> read_authority(base::ByteView file, base::WallTime now);

// A complete list in PEM or DER, signed by `authority`, in force at `now`, and no older than the
// one there is.
base::Result<crypto::Crl> read_authority_crl(base::ByteView file,
                                             const crypto::Certificate& authority,
                                             const std::optional<crypto::Crl>& there,
                                             base::WallTime now);

}  // namespace appliance
