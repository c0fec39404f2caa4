#include "appliance/change/undo_record_format.h"

#include <utility>

#include "base/json/json.h"

namespace appliance {
namespace {

constexpr std::int64_t kUndoVersion = 1;

base::Error not_a_record() {
  return {base::ErrorKind::Corrupt, "it is no undo record of this version"};
}

}  // namespace

base::Bytes marshal_undo_record(const std::vector<SettingValue>& before) {
  base::Json::Array settings;
  for (const SettingValue& each : before) {
    base::Json setting;
    setting["name"] = each.name;
    setting["value"] = base::base64(each.value);
    settings.push_back(std::move(setting));
  }
  base::Json record;
  record["version"] = kUndoVersion;
  record["before"] = std::move(settings);
  return base::to_bytes(record.dump());
}

base::Result<std::vector<SettingValue>> parse_undo_record(base::ByteView bytes) {
  const auto json =
      base::parse_json(base::as_text(bytes), {.bytes_max = kUndoRecordBytesMax, .depth_max = 8});
  if (!json) return not_a_record();
  const auto version = json->get_int("version");
  const base::Json* before = json->find("before");
  if (!version || *version != kUndoVersion || before == nullptr || before->as_array() == nullptr ||
      before->as_array()->size() > kSettingsPerChangeMax) {
    return not_a_record();
  }
  std::vector<SettingValue> settings;
  for (const base::Json& each : *before->as_array()) {
    auto name = each.get_string("name");
    const auto value = each.get_string("value");
    if (!name || !value) return not_a_record();
    auto decoded = base::from_base64(*value);
    if (!decoded) return not_a_record();
    settings.push_back({*std::move(name), *std::move(decoded)});
  }
  return settings;
}

}  // namespace appliance
