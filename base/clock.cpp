#include "base/clock.h"

#include <charconv>
#include <cstdio>

namespace base {
namespace {

using namespace std::chrono;

// Consumes exactly `digits` decimal digits, then `end` unless it is '\0'.
bool take_number(std::string_view& text, std::size_t digits, char end, int& value) {
  if (text.size() < digits + (end != '\0' ? 1U : 0U)) return false;
  value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  if (end == '\0') return true;
  if (text.front() != end) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text, nanoseconds& fraction) {
  if (text.empty() || text.front() != '.') return true;
  text.remove_prefix(1);
  std::int64_t value = 0;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (++digits > 9) return false;
    value = value * 10 + (text.front() - '0');
  }
  if (digits == 0) return false;
  for (; digits < 9; ++digits) value *= 10;
  fraction = nanoseconds{value};
  return true;
}

bool take_offset(std::string_view& text, minutes& offset) {
  if (text == "Z" || text == "z") {
    text = {};
    return true;
  }
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  const bool behind = text.front() == '-';
  text.remove_prefix(1);
  int hour = 0;
  int minute = 0;
  if (!take_number(text, 2, ':', hour) || !take_number(text, 2, '\0', minute)) return false;
  if (hour > 23 || minute > 59) return false;
  offset = minutes{(hour * 60 + minute) * (behind ? -1 : 1)};
  return true;
}

}  // namespace

WallTime RealClock::wall() const {
  return time_point_cast<nanoseconds>(system_clock::now());
}

SteadyTime RealClock::steady() const {
  return time_point_cast<nanoseconds>(steady_clock::now());
}

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

WallTime wall_time_of(std::int64_t seconds) {
  return WallTime{std::chrono::seconds{seconds}};
}

std::string format_rfc3339(WallTime time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  std::array<char, 40> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
      static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

Result<WallTime> parse_rfc3339(std::string_view text) {
  Error bad{ErrorKind::InvalidInput, "not an RFC 3339 time"};
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (!take_number(text, 4, '-', y) || !take_number(text, 2, '-', mo) ||
      !take_number(text, 2, '\0', d) || text.empty() ||
      (text.front() != 'T' && text.front() != 't')) {
    return bad;
  }
  text.remove_prefix(1);
  nanoseconds fraction{0};
  minutes offset{0};
  if (!take_number(text, 2, ':', h) || !take_number(text, 2, ':', mi) ||
      !take_number(text, 2, '\0', s) || !take_fraction(text, fraction) ||
      !take_offset(text, offset) || !text.empty()) {
    return bad;
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok() || y < 1970 || y > 2261 || h > 23 || mi > 59 || s > 59) return bad;
  return WallTime{sys_days{date} + hours{h} + minutes{mi} + seconds{s} + fraction - offset};
}

}  // namespace base
