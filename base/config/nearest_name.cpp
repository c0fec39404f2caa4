#include "base/config/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace base {
namespace {

constexpr std::size_t kNameBytesMax = 128;  // bounds the table below

// Optimal string alignment: insertions, deletions, substitutions, exchanges of neighbours.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      table[i][j] =
          std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::string nearest_name(std::string_view typed, std::span<const std::string> known) {
  std::string best;
  if (typed.size() > kNameBytesMax) return best;
  std::size_t fewest = std::min<std::size_t>(typed.size() / 3, 3) + 1;
  for (const std::string& name : known) {
    if (name.size() > kNameBytesMax) continue;
    const std::size_t edits = edits_between(typed, name);
    if (edits >= fewest) continue;
    fewest = edits;
    best = name;
  }
  return best;
}

}  // namespace base
