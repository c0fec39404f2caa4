// FUZZ_TARGET(<name>_fuzz)(base::ByteView input) { ... }: what must hold for any bytes, written
// once in tests/fuzz/<module>/<name>_fuzz.cpp. With CUSTODY_FUZZ it is a libFuzzer program of its
// own; in ordinary builds one program of all of them replays their corpora (replay_main.cpp).
#pragma once

#include <map>
#include <string_view>

#include "base/bytes.h"

namespace fuzz {

using Target = void (*)(base::ByteView input);

inline std::map<std::string_view, Target>& targets() {
  static std::map<std::string_view, Target> all;
  return all;
}

}  // namespace fuzz

#ifdef CUSTODY_FUZZ
#define FUZZ_TARGET(name)                                                             \
  static void name(base::ByteView input);                                             \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    name({data, size});                                                               \
    return 0;                                                                         \
  }                                                                                   \
  static void name
#else
#define FUZZ_TARGET(name)                                                       \
  static void name(base::ByteView input);                                       \
  static const bool kHas_##name = fuzz::targets().emplace(#name, &name).second; \
  static void name
#endif
