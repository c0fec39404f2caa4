#include "appliance/access/claim_code.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace appliance {
namespace {

constexpr std::string_view kCodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLetters = 12;
constexpr std::size_t kCodeGroup = 4;
constexpr std::size_t kTypedMax = 64;

std::string draw_code() {
  const crypto::Secret random = crypto::Secret::random(kCodeLetters);
  std::string code;
  for (const std::uint8_t byte : random.reveal()) code += kCodeAlphabet[byte % 32];
  return code;
}

char code_letter(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'I' || typed == 'L') return '1';
  return typed == 'O' ? '0' : typed;
}

std::string normal_form(std::string_view typed) {
  std::string code;
  for (const char each : typed) {
    if (each != ' ' && each != '-' && each != '\n') code += code_letter(each);
  }
  return code;
}

bool is_code(std::string_view code) {
  return code.size() == kCodeLetters &&
         code.find_first_not_of(kCodeAlphabet) == std::string_view::npos;
}

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
  std::string letters = kept ? normal_form(base::as_text(*kept)) : std::string{};
  if (!is_code(letters)) {
    letters = draw_code();
    RETURN_IF_ERROR(base::write_file_atomically(files, code->path_, base::as_bytes(letters)));
  }
  code->code_.with([&](std::string& mine) { mine = std::move(letters); });
  return code;
}

std::optional<std::string> ClaimCode::text() const {
  const std::string code = code_.with([](const std::string& mine) { return mine; });
  if (code.empty()) return std::nullopt;
  std::string text;
  for (std::size_t at = 0; at < code.size(); at += kCodeGroup) {
    if (at > 0) text += '-';
    text += code.substr(at, kCodeGroup);
  }
  return text;
}

bool ClaimCode::matches(std::string_view typed) const {
  if (typed.size() > kTypedMax) return false;
  const std::string code = code_.with([](const std::string& mine) { return mine; });
  const std::string given = normal_form(typed);
  return !code.empty() && crypto::equal_constant_time(base::as_bytes(code), base::as_bytes(given));
}

base::Result<void> ClaimCode::destroy() {
  code_.with([](std::string& mine) { mine.clear(); });
  auto removed = files_.remove_file(path_);
  if (!removed && removed.error().kind != base::ErrorKind::NotFound) return removed;
  return {};
}

}  // namespace appliance
