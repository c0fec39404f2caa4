// Reading a verb's arguments and making its reply: what keeper_verbs.cpp and key_life_verbs.cpp
// share. Errors name the argument. Safe from any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ipc/message.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/secret.h"

namespace appliance {

base::Result<base::Id> get_id(const base::Json& arguments, std::string_view name);
// None when the argument is not there.
base::Result<std::optional<base::Id>> find_id(const base::Json& arguments, std::string_view name);
base::Result<std::int64_t> get_number(const base::Json& arguments, std::string_view name,
                                      std::int64_t min, std::int64_t max);
base::Result<base::Day> get_day(const base::Json& arguments, std::string_view name);

// The body's own buffer, so that no copy is left behind.
crypto::Secret take_secret(base::ipc::Payload& payload);

base::ipc::Reply with_body(base::ByteView body);
// One after the other in the body, and their `sizes`.
base::ipc::Reply with_files(const std::vector<base::Bytes>& files);
// The connection wipes what it has sent.
base::Result<base::ipc::Reply> secret_reply(base::Result<crypto::Secret> secret);
base::Result<base::ipc::Reply> empty_reply(base::Result<void> done);

}  // namespace appliance
