#include "appliance/access/claim_code.h"

#include <utility>

#include "appliance/access/typed_code.h"
#include "base/bytes.h"
#include "crypto/secret.h"

namespace appliance {
namespace {

constexpr std::size_t kCodeLetters = 12;
constexpr std::size_t kCodeGroup = 4;
constexpr std::size_t kTypedMax = 64;

}  // namespace

base::Result<std::unique_ptr<ClaimCode>> ClaimCode::load_or_make(base::FileSystem& files,
                                                                 std::string path, bool claimed) {
  std::unique_ptr<ClaimCode> code{new ClaimCode{files, std::move(path)}};
  if (claimed) {
    RETURN_IF_ERROR(code->destroy());
    return code;
  }
  const auto kept = base::read_small_file(files, code->path_, kTypedMax);
  if (!kept && kept.error().kind != base::ErrorKind::NotFound) return kept.error();
  std::string letters = kept ? code_as_meant(base::as_text(*kept)) : std::string{};
  if (!is_code(letters, kCodeLetters)) {
    letters = draw_code(kCodeLetters);
    RETURN_IF_ERROR(base::write_file_atomically(files, code->path_, base::as_bytes(letters)));
  }
  code->code_.with([&](std::string& mine) { mine = std::move(letters); });
  return code;
}

std::optional<std::string> ClaimCode::text() const {
  const std::string code = code_.with([](const std::string& mine) { return mine; });
  if (code.empty()) return std::nullopt;
  return in_groups(code, kCodeGroup);
}

bool ClaimCode::matches(std::string_view typed) const {
  if (typed.size() > kTypedMax) return false;
  const std::string code = code_.with([](const std::string& mine) { return mine; });
  const std::string given = code_as_meant(typed);
  return !code.empty() && crypto::equal_constant_time(base::as_bytes(code), base::as_bytes(given));
}

base::Result<void> ClaimCode::destroy() {
  code_.with([](std::string& mine) { mine.clear(); });
  auto removed = files_.remove_file(path_);
  if (!removed && removed.error().kind != base::ErrorKind::NotFound) return removed;
  return {};
}

}  // namespace appliance
