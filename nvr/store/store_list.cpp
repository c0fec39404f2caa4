#include <cstdio>
#include <utility>

#include "base/json/json.h"
#include "nvr/store/store_command.h"

namespace nvr {
namespace {

std::string time_or_dash(base::WallTime time) {
  return time == base::WallTime{} ? "-" : base::format_rfc3339(time);
}

void print_segment_line(const SegmentOnDisk& found) {
  const std::string id = base::to_string(found.segment.camera);
  const std::string state = found.trouble.empty() ? found.segment.state : "unreadable";
  std::printf("%s  %-13s %6lld  %-24s %-24s %12lld  %5u  %s\n", id.c_str(),
              found.segment.stream.c_str(), static_cast<long long>(found.segment.sequence),
              time_or_dash(found.segment.from).c_str(), time_or_dash(found.segment.to).c_str(),
              static_cast<long long>(found.segment.bytes), found.records, state.c_str());
}

base::Json segment_on_disk_json(const SegmentOnDisk& found) {
  base::Json json;
  json["camera"] = base::to_string(found.segment.camera);
  json["stream"] = found.segment.stream;
  json["sequence"] = found.segment.sequence;
  json["segment"] = base::to_string(found.segment.segment);
  json["path"] = found.segment.path;
  if (!found.trouble.empty()) {
    json["state"] = "unreadable";
    json["trouble"] = found.trouble;
    return json;
  }
  json["state"] = found.segment.state;
  json["from"] = base::format_rfc3339(found.segment.from);
  json["to"] = base::format_rfc3339(found.segment.to);
  json["bytes"] = found.segment.bytes;
  json["records"] = std::int64_t{found.records};
  return json;
}

}  // namespace

base::Result<int> StoreCommand::list(const List& asked) {
  std::optional<base::Id> camera;
  if (!asked.camera.empty()) {
    ASSIGN_OR_RETURN(camera, base::parse_id(asked.camera));
  }
  ASSIGN_OR_RETURN(const auto segments, segments_on_disk(files_, place_.volume_paths(), camera));
  if (asked.json) {
    base::Json::Array list;
    for (const SegmentOnDisk& each : segments) list.push_back(segment_on_disk_json(each));
    base::Json all;
    all["segments"] = std::move(list);
    std::printf("%s\n", all.dump().c_str());
    return 0;
  }
  std::printf("%-32s  %-13s %6s  %-24s %-24s %12s  %5s  %s\n", "CAMERA", "STREAM", "NUMBER", "FROM",
              "TO", "BYTES", "PARTS", "STATE");
  for (const SegmentOnDisk& each : segments) print_segment_line(each);
  return 0;
}

}  // namespace nvr
