// The recorder's own key, which seals its cameras' passwords: the credential `recorder-key` of the
// service manager, else a file that is made at the first start and readable to nobody else.
//
// Apart from the site's keys, so that recording goes on while those are locked. Used once, at
// start. Specification: docs/design/camera-streams.md.
#pragma once

#include <string>

#include "base/file_system.h"
#include "base/process/service_manager.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace nvr {

inline constexpr std::size_t kRecorderCredentialBytesMin = 32;

base::Result<crypto::Secret> recorder_key(base::FileSystem& files,
                                          const base::Credentials& credentials,
                                          const std::string& directory);

}  // namespace nvr
