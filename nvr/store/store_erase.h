// `custody store erase`: has the running keeper destroy the keys of a camera's day, and keeps the
// signed certificate. Only keys go; the segments, which nothing opens then, expire as they would.
//
// As root, over the keeper's control socket. Specification: docs/design/keystore.md, "Erasure".
#pragma once

#include <string>

#include "base/file_system.h"
#include "base/result.h"

namespace nvr {

struct EraseAsked {
  std::string socket;  // the keeper's
  std::string camera;
  std::string day;  // 2026-11-20
  std::string reason;
  std::string out;  // the certificate; its signature goes to `<out>.p7s`
};

// The files are there when it returns; Exists: one of them was there before, and nothing was
// erased.
base::Result<void> erase_day(base::FileSystem& files, const EraseAsked& asked);

}  // namespace nvr
