// A program's own key, which seals the small secrets it must be able to read by itself: cameras'
// passwords, second factors. A credential of the service manager, else a file that is made at the
// first start and readable to nobody else.
//
// Apart from the site's keys, so that work goes on while those are locked. Used once, at start.
// Specification: docs/design/camera-streams.md and access.md.
#pragma once

#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/process/service_manager.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kDeviceCredentialBytesMin = 32;

// `program` as in "recorder": the credential is "recorder-key", the file "recorder.key" in
// `directory`, and no two programs get one key out of one credential.
base::Result<crypto::Secret> device_key(base::FileSystem& files,
                                        const base::Credentials& credentials,
                                        std::string_view program, const std::string& directory);

}  // namespace appliance
