#include "base/log/logger.h"

#include <unistd.h>

namespace base {
namespace {

constexpr std::string_view kCutMark = "...";

Json shortened(const Json& value) {
  const std::string* text = value.as_string();
  if (text == nullptr || text->size() <= kLogStringBytesMax) return value;
  return text->substr(0, kLogStringBytesMax) + std::string{kCutMark};
}

}  // namespace

void StderrSink::write_line(std::string_view line) {
  std::string whole{line};
  whole += '\n';
  // A log that cannot be written has nowhere to say so.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
}

Logger::Logger(LogSink& sink, const Clock& clock, std::string program)
    : sink_{&sink}, clock_{&clock}, program_{std::move(program)} {}

void Logger::log(const Event& event) const {
  Json line;
  line["code"] = event.kind.code;
  if (!event.subject.empty()) line["subject"] = shortened(event.subject);
  write(std::move(line), event.kind.severity(), event.kind.name, event.fields);
}

void Logger::log(Severity severity, std::string_view name, const Fields& fields) const {
  write(Json{}, severity, name, fields);
}

void Logger::write(Json line, Severity severity, std::string_view name,
                   const Fields& fields) const {
  line["time"] = format_rfc3339(clock_->wall());
  line["level"] = to_string(severity);
  line["event"] = name;
  line["program"] = program_;
  for (const auto& [field, value] : fields) line["fields"][field] = shortened(value);
  sink_->write_line(line.dump());
}

}  // namespace base
