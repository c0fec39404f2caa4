#include "appliance/journal/journal_text.h"

#include <string_view>

namespace appliance {
namespace {

// A spreadsheet must not take what a line says for a formula.
std::string cell(std::string_view text) {
  std::string quoted{'"'};
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos)
    quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

}  // namespace

base::Json line_json(const CopiedLine& line) {
  base::Json json;
  json["line"] = line.number;
  json["time"] = base::format_rfc3339(line.time);
  json["kind"] = line.kind;
  json["severity"] = base::to_string(line.severity);
  if (!line.code.empty()) json["code"] = line.code;
  json["actor"] = line.actor;
  json["subject"] = line.subject;
  auto fields = base::parse_json(line.fields);
  json["fields"] = fields ? *std::move(fields) : base::Json{base::Json::Object{}};
  return json;
}

std::string lines_csv(const std::vector<CopiedLine>& lines) {
  std::string csv = "line,time,severity,code,kind,actor,subject,fields\r\n";
  for (const CopiedLine& line : lines) {
    csv += std::to_string(line.number) + ',' + base::format_rfc3339(line.time) + ',';
    csv += std::string{base::to_string(line.severity)} + ',' + line.code + ',' + line.kind;
    for (const std::string& text : {line.actor, line.subject, line.fields}) csv += ',' + cell(text);
    csv += "\r\n";
  }
  return csv;
}

}  // namespace appliance
