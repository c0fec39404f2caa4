#include "appliance/keeper/erasure.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/byte_order.h"
#include "base/ticks.h"
#include "storage/chain/chain.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;

constexpr const char* kCertificateFormat = "custody erasure 1";
constexpr std::string_view kPendingMagic = "CUSTERAS";
constexpr std::uint16_t kPendingFormat = 1;
constexpr std::array kScopes{ErasureScope::CameraDay, ErasureScope::Camera,
                             ErasureScope::Everything};

// What nobody can prove, said in the certificate itself.
constexpr std::array kUnproven{
    "that no copy of a wrap was made while it lay beside the footage or in a backup of it",
    "that a recipient who held a wrap did not open and keep the key",
    "that the disk does not still hold older blocks of the keystore, which open only together with "
    "an "
    "unlock secret of that time",
    "that the footage, which nothing opens now, was removed from its volumes",
};

Json time_json(base::Ticks ticks) {
  const auto time = base::to_wall_time(ticks);
  return time ? Json{base::format_rfc3339(*time)} : Json{};
}

// Everybody it was ever wrapped to: those in its file, and those removed since it was made.
Json holders_of(const DayEntry& entry, const KeystorePublicPart& site) {
  Json::Array ids;
  base::Ticks made{};
  for (const storage::Wrap& wrap : entry.wraps.wraps) {
    ids.emplace_back(base::to_string(wrap.recipient));
    if (wrap.type == storage::RecipientType::Recovery) made = wrap.made;
  }
  for (const Recipient& recipient : site.recipients) {
    if (recipient.removed && *recipient.removed >= made) {
      ids.emplace_back(base::to_string(recipient.key));
    }
  }
  return ids;
}

Json recipients_json(const KeystorePublicPart& site) {
  Json::Array all;
  Json recovery;
  recovery["id"] = base::to_string(storage::key_id_of(site.recovery));
  recovery["kind"] = "recovery";
  all.push_back(std::move(recovery));
  for (const Recipient& recipient : site.recipients) {
    Json json;
    json["id"] = base::to_string(recipient.key);
    json["kind"] = "escrow";
    json["label"] = recipient.label;
    json["added"] = time_json(recipient.added);
    if (recipient.removed) json["removed"] = time_json(*recipient.removed);
    all.push_back(std::move(json));
  }
  return all;
}

}  // namespace

bool ErasureOrder::covers(const DayEntry& entry) const {
  switch (scope) {
    case ErasureScope::CameraDay:
      return entry.wraps.camera == camera && entry.wraps.day == day;
    case ErasureScope::Camera:
      return entry.wraps.camera == camera;
    case ErasureScope::Everything:
      return true;
  }
  return false;
}

std::string_view to_string(ErasureScope scope) {
  switch (scope) {
    case ErasureScope::CameraDay:
      return "camera-day";
    case ErasureScope::Camera:
      return "camera";
    case ErasureScope::Everything:
      return "everything";
  }
  return "";
}

std::optional<ErasureScope> parse_erasure_scope(std::string_view text) {
  for (const ErasureScope scope : kScopes) {
    if (to_string(scope) == text) return scope;
  }
  return std::nullopt;
}

std::string erasure_certificate(const ErasureOrder& order, const ErasureFacts& facts,
                                const KeystorePublicPart& site,
                                const std::vector<const DayEntry*>& erased) {
  Json json;
  json["format"] = kCertificateFormat;
  json["id"] = base::to_string(facts.id);
  json["store"] = base::to_string(site.store);
  json["scope"] = to_string(order.scope);
  if (order.scope != ErasureScope::Everything) json["camera"] = base::to_string(order.camera);
  if (order.scope == ErasureScope::CameraDay) json["day"] = base::day_name(order.day);
  json["actor"] = order.actor;
  json["reason"] = order.reason;
  json["ordered"] = base::format_rfc3339(facts.ordered);
  json["journal_line"] = facts.journal_line;
  Json::Array keys;
  for (const DayEntry* entry : erased) {
    Json key;
    key["camera"] = base::to_string(entry->wraps.camera);
    key["day"] = base::day_name(entry->wraps.day);
    key["day_key"] = base::to_string(entry->wraps.day_key);
    key["held_by"] = holders_of(*entry, site);
    keys.push_back(std::move(key));
  }
  json["keys"] = std::move(keys);
  json["recipients"] = recipients_json(site);
  Json::Array unproven;
  for (const char* each : kUnproven) unproven.emplace_back(each);
  json["unproven"] = std::move(unproven);
  return json.dump();
}

std::set<std::string> keys_named_in(std::string_view certificate) {
  std::set<std::string> ids;
  const auto json =
      base::parse_json(certificate, {.bytes_max = certificate.size(), .depth_max = 8});
  const Json* const keys = json ? json->find("keys") : nullptr;
  if (keys == nullptr || keys->as_array() == nullptr) return ids;
  for (const Json& key : *keys->as_array()) {
    if (auto id = key.get_string("day_key")) ids.insert(*std::move(id));
  }
  return ids;
}

base::Bytes marshal(const PendingErasure& pending) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(kPendingMagic));
  writer.put(kPendingFormat);
  writer.put(static_cast<std::uint8_t>(pending.order.scope));
  writer.put(pending.id.bytes);
  writer.put(pending.store.bytes);
  writer.put(pending.order.camera.bytes);
  writer.put(pending.order.day);
  for (const std::string* text : {&pending.order.actor, &pending.order.reason}) {
    writer.put(static_cast<std::uint32_t>(text->size()));
    writer.put(base::as_bytes(*text));
  }
  writer.put(static_cast<std::uint32_t>(pending.certificate.size()));
  writer.put(base::as_bytes(pending.certificate));
  writer.put(static_cast<std::uint32_t>(pending.signature.size()));
  writer.put(pending.signature);
  return std::move(writer).take();
}

base::Result<PendingErasure> parse_pending_erasure(base::ByteView bytes) {
  base::ByteReader reader{bytes};
  PendingErasure pending;
  const bool ours = base::as_text(reader.take(kPendingMagic.size())) == kPendingMagic &&
                    reader.get<std::uint16_t>() == kPendingFormat;
  const auto scope = reader.get<std::uint8_t>();
  pending.id = storage::get_id(reader);
  pending.store = storage::get_id(reader);
  pending.order.camera = storage::get_id(reader);
  pending.order.day = reader.get<std::uint32_t>();
  for (std::string* text : {&pending.order.actor, &pending.order.reason}) {
    *text = base::as_text(reader.take(reader.get<std::uint32_t>()));
  }
  pending.certificate = base::as_text(reader.take(reader.get<std::uint32_t>()));
  const base::ByteView signature = reader.take(reader.get<std::uint32_t>());
  pending.signature.assign(signature.begin(), signature.end());
  if (!ours || reader.failed() || reader.remaining() != 0 || scope >= kScopes.size()) {
    return Error{ErrorKind::Corrupt, "an order to erase is malformed"};
  }
  pending.order.scope = static_cast<ErasureScope>(scope);
  return pending;
}

}  // namespace appliance
