#include "base/ticks.h"

#include <cassert>
#include <charconv>
#include <cstdio>

namespace base {
namespace {

constexpr std::uint64_t kUnixEpochTicks = 116'444'736'000'000'000;  // 1970-01-01
constexpr std::uint64_t kTicksPerDay = 864'000'000'000;

using SignedTicks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;

constexpr std::chrono::sys_days kFirstDay{std::chrono::year{1601} / 1 / 1};
static_assert(kFirstDay + std::chrono::days{kDayMax} ==
              std::chrono::sys_days{std::chrono::year{9999} / 12 / 31});

}  // namespace

Ticks to_ticks(WallTime time) {
  const auto since_1970 = std::chrono::floor<SignedTicks>(time.time_since_epoch()).count();
  return {kUnixEpochTicks + static_cast<std::uint64_t>(since_1970)};
}

Result<WallTime> to_wall_time(Ticks ticks) {
  const Ticks first = to_ticks(WallTime::min());
  const Ticks last = to_ticks(WallTime::max());
  if (ticks <= first || ticks > last) {
    return Error{ErrorKind::InvalidInput, "a time before 1677 or after 2262"};
  }
  const auto since_1970 = static_cast<std::int64_t>(ticks.count - kUnixEpochTicks);
  return WallTime{SignedTicks{since_1970}};
}

Day day_of(Ticks ticks) {
  return static_cast<Day>(ticks.count / kTicksPerDay);  // at most 21,350,398
}

std::string day_name(Day day) {
  assert(day <= kDayMax);
  const std::chrono::year_month_day date{kFirstDay + std::chrono::days{day}};
  char text[16];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

Result<Day> parse_day_name(std::string_view text) {
  const Error bad{ErrorKind::InvalidInput, "a day is YYYY-MM-DD from 1601 to 9999"};
  if (text.size() != 10) return bad;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const char* at = text.data();
  std::from_chars(at, at + 4, year);
  std::from_chars(at + 5, at + 7, month);
  std::from_chars(at + 8, at + 10, day);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok() || std::chrono::sys_days{date} < kFirstDay) return bad;
  const auto days = (std::chrono::sys_days{date} - kFirstDay).count();
  // Printing it again refuses what from_chars() was lenient about: signs and other separators.
  if (day_name(static_cast<Day>(days)) != text) return bad;
  return static_cast<Day>(days);
}

}  // namespace base
