#include "web/http/response_writer.h"

#include <array>
#include <cstdio>

#include "web/http/problem.h"
#include "web/http/range_parser.h"

namespace http {
namespace {

// A range is only good when the rest the client has is of the same version.
bool range_is_wanted(const Request& request, const Response& response) {
  if (request.method != Method::Get || response.status != 200) return false;
  if (request.headers.find("Range") == nullptr) return false;
  const std::string* condition = request.headers.find("If-Range");
  if (condition == nullptr) return true;
  return !condition->starts_with("W/") && *condition == response.headers.get("ETag");
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         std::to_string(size);
}

}  // namespace

Delivery plan_delivery(const Request& request, Response& response) {
  Delivery delivery;
  delivery.length = response.source ? response.source->size()
                                    : std::optional<std::uint64_t>{response.body.size()};
  if (response.source && delivery.length) {
    const std::uint64_t size = *delivery.length;
    response.headers.set("Accept-Ranges", "bytes");
    const auto choice = range_is_wanted(request, response)
                            ? parse_range(request.headers.get("Range"), size)
                            : RangeChoice{};
    if (const auto* range = std::get_if<ByteRange>(&choice)) {
      response.status = 206;
      response.headers.set("Content-Range", content_range(*range, size));
      delivery.first = range->first;
      delivery.length = range->last - range->first + 1;
    } else if (std::holds_alternative<RangeNotSatisfiable>(choice)) {
      response = problem(416, "range_not_satisfiable", "The range lies outside of the content.");
      response.headers.set("Content-Range", "bytes */" + std::to_string(size));
      delivery.length = response.body.size();
    }
  }
  const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
  delivery.headers_only = request.method == Method::Head || bodiless;
  return delivery;
}

std::string response_head(const Response& response, const Delivery& delivery, bool keep_alive,
                          base::WallTime now) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_phrase(response.status);
  head += "\r\nDate: " + format_http_date(now) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    const bool ours = equal_ignoring_case(name, "Content-Length") ||
                      equal_ignoring_case(name, "Transfer-Encoding") ||
                      equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Date");
    if (!ours) head += name + ": " + value + "\r\n";
  }
  const bool has_content =
      response.status >= 200 && response.status != 204 && response.status != 304;
  if (has_content && delivery.length) {
    head += "Content-Length: " + std::to_string(*delivery.length) + "\r\n";
  } else if (has_content) {
    head += "Transfer-Encoding: chunked\r\n";
  }
  if (!keep_alive) head += "Connection: close\r\n";
  return head + "\r\n";
}

std::string format_http_date(base::WallTime time) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
                kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace http
