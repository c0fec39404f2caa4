#include "appliance/accounts/blocklist.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"

namespace appliance {
namespace {

constexpr std::size_t kWordMin = 3;  // shorter than that, what is left of a password is no word

char small_letter(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_trimming(char sign) {
  const bool letter = sign >= 'a' && sign <= 'z';
  return !letter && static_cast<unsigned char>(sign) < 0x80;
}

}  // namespace

base::Result<std::shared_ptr<const Blocklist>> Blocklist::load_shared(base::FileSystem& files,
                                                                      const std::string& path) {
  ASSIGN_OR_RETURN(const auto bytes, base::read_small_file(files, path, kBlocklistBytesMax));
  ASSIGN_OR_RETURN(auto list, from_text(std::string{base::as_text(bytes)}));
  return std::make_shared<const Blocklist>(std::move(list));
}

base::Result<Blocklist> Blocklist::from_text(std::string text) {
  Blocklist list{std::move(text)};
  std::string_view before;
  for (std::size_t start = 0; start < list.text_.size();) {
    const std::string_view word = list.line(start);
    if (word.empty() || word <= before) {
      return base::Error{base::ErrorKind::Corrupt, "a list of passwords that is not sorted"};
    }
    list.starts_.push_back(static_cast<std::uint32_t>(start));
    before = word;
    start += word.size() + 1;
  }
  return list;
}

std::string_view Blocklist::line(std::size_t start) const {
  const std::string_view rest = std::string_view{text_}.substr(start);
  return rest.substr(0, rest.find('\n'));
}

bool Blocklist::has(std::string_view word) const {
  const auto found =
      std::ranges::lower_bound(starts_, word, {}, [this](std::uint32_t at) { return line(at); });
  return found != starts_.end() && line(*found) == word;
}

bool Blocklist::contains(std::string_view password) const {
  std::string folded{password};
  std::ranges::transform(folded, folded.begin(), small_letter);
  if (has(folded)) return true;
  while (!folded.empty() && is_trimming(folded.back())) folded.pop_back();
  return folded.size() >= kWordMin && has(folded);
}

}  // namespace appliance
