// Structured log: one JSON object a line, an event name and fields, never a secret.
//
// A Logger is handed down by constructors; it and every sink are safe to call from any thread.
// Long strings are cut, so one bad peer cannot flood the log with one line.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/event/event.h"

namespace base {

class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write_line(std::string_view line) = 0;  // `line` has no newline
};

// Standard error, which the service manager collects. A line is one write(2).
class StderrSink : public LogSink {
 public:
  void write_line(std::string_view line) override;
};

class Logger {
 public:
  // `sink` and `clock` outlive the logger and its copies.
  Logger(LogSink& sink, const Clock& clock, std::string program);

  // What a user may see carries its catalogue code ...
  void log(const Event& event) const;
  // ... what only helps a developer has just a name.
  void log(Severity severity, std::string_view name, const Fields& fields = {}) const;

 private:
  void write(Json line, Severity severity, std::string_view name, const Fields& fields) const;

  LogSink* sink_;
  const Clock* clock_;
  std::string program_;
};

inline constexpr std::size_t kLogStringBytesMax = 1024;

}  // namespace base
