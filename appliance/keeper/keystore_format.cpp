#include "appliance/keeper/keystore_format.h"

#include <algorithm>
#include <cassert>

#include "base/byte_order.h"
#include "crypto/hash/sha2.h"

namespace appliance {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Error;
using base::ErrorKind;
using storage::corrupt;

constexpr std::string_view kKeystoreMagic = "CUSTKEYS";
constexpr std::uint16_t kKeystoreFormat = 1;
constexpr std::size_t kScalarBytes = 32;

void put_method(ByteWriter& writer, const UnlockMethod& method) {
  assert(method.tpm_object.size() <= kTpmObjectBytesMax);
  writer.put(static_cast<std::uint8_t>(method.kind));
  writer.put_zeros(1);
  writer.put(static_cast<std::uint16_t>(method.tpm_object.size()));
  writer.put(method.cost.memory_kib);
  writer.put(method.cost.passes);
  writer.put(method.cost.lanes);
  writer.put(method.salt);
  writer.put(method.wrapped_master);
  writer.put(method.tpm_object);
}

bool is_plain(const UnlockMethod& method) {
  return method.cost == crypto::Argon2idCost{0, 0, 0} && method.tpm_object.empty();
}

base::Result<UnlockMethod> get_method(ByteReader& reader) {
  UnlockMethod method;
  method.kind = static_cast<UnlockKind>(reader.get<std::uint8_t>());
  const bool zeros = storage::take_zeros(reader, 1);
  const std::size_t object_bytes = reader.get<std::uint16_t>();
  method.cost.memory_kib = reader.get<std::uint32_t>();
  method.cost.passes = reader.get<std::uint32_t>();
  method.cost.lanes = reader.get<std::uint32_t>();
  method.salt = storage::get_array<16>(reader);
  method.wrapped_master = storage::get_array<48>(reader);
  const base::ByteView object = reader.take(object_bytes);
  method.tpm_object.assign(object.begin(), object.end());
  if (reader.failed() || !zeros || object_bytes > kTpmObjectBytesMax) {
    return corrupt("a keystore's unlock method is malformed");
  }
  const bool has_object = !method.tpm_object.empty();
  switch (method.kind) {
    case UnlockKind::Credential:
      if (is_plain(method)) return method;
      return corrupt("a keystore's credential has a cost or a TPM's object");
    case UnlockKind::Passphrase:
      RETURN_IF_ERROR(crypto::check_cost(method.cost));
      if (!has_object) return method;
      return corrupt("a keystore's passphrase has a TPM's object");
    case UnlockKind::Tpm:
    case UnlockKind::TpmPin:
      if (has_object && method.cost == crypto::Argon2idCost{0, 0, 0}) return method;
      return corrupt("a keystore's TPM method has a cost, or no object");
  }
  return corrupt("a keystore's unlock method is unknown");
}

void put_day(ByteWriter& writer, const DayEntry& entry) {
  const base::Bytes wraps = storage::marshal(entry.wraps);
  writer.put(static_cast<std::uint16_t>(wraps.size()));
  writer.put(wraps);
  writer.put(entry.encapsulated);
  writer.put(entry.wrapped_key);
}

base::Result<DayEntry> get_day(ByteReader& reader) {
  DayEntry entry;
  const std::size_t size = reader.get<std::uint16_t>();
  ASSIGN_OR_RETURN(entry.wraps, storage::parse_wraps_file(reader.take(size)));
  entry.encapsulated = storage::get_array<65>(reader);
  entry.wrapped_key = storage::get_array<48>(reader);
  if (reader.failed()) return corrupt("a keystore's day key is cut short");
  return entry;
}

void put_recipient(ByteWriter& writer, const Recipient& recipient) {
  assert(!recipient.label.empty() && recipient.label.size() <= kRecipientLabelBytesMax);
  assert(recipient.certificate.size() <= kKeystoreCertificateBytesMax);
  writer.put(recipient.key.bytes);
  writer.put(recipient.added.count);
  writer.put(recipient.removed.value_or(base::Ticks{}).count);
  writer.put_zeros(1);
  writer.put(static_cast<std::uint8_t>(recipient.label.size()));
  writer.put(static_cast<std::uint16_t>(recipient.certificate.size()));
  writer.put(base::as_bytes(recipient.label));
  writer.put(recipient.certificate);
}

base::Result<Recipient> get_recipient(ByteReader& reader) {
  Recipient recipient;
  recipient.key = storage::get_id(reader);
  recipient.added = storage::get_time(reader);
  const base::Ticks removed = storage::get_time(reader);
  if (removed != base::Ticks{}) recipient.removed = removed;
  const bool zeros = storage::take_zeros(reader, 1);
  const std::size_t label = reader.get<std::uint8_t>();
  const std::size_t certificate = reader.get<std::uint16_t>();
  recipient.label = base::as_text(reader.take(label));
  const base::ByteView der = reader.take(certificate);
  recipient.certificate.assign(der.begin(), der.end());
  if (reader.failed() || !zeros || label == 0 || label > kRecipientLabelBytesMax ||
      certificate > kKeystoreCertificateBytesMax || der.empty() != recipient.removed.has_value()) {
    return corrupt("a keystore's recipient is malformed");
  }
  return recipient;
}

void put_public_part(ByteWriter& writer, const KeystoreFile& file) {
  const KeystorePublicPart& part = file.public_part;
  assert(part.evidence_certificate.size() <= kKeystoreCertificateBytesMax);
  assert(part.ca_certificate.size() <= kKeystoreCertificateBytesMax);
  assert(file.methods.size() <= kUnlockMethodsMax);
  writer.put(base::as_bytes(kKeystoreMagic));
  writer.put(kKeystoreFormat);
  writer.put(static_cast<std::uint8_t>(part.recovery_proven ? 1 : 0));
  writer.put(static_cast<std::uint8_t>(file.methods.size()));
  writer.put(static_cast<std::uint32_t>(file.sealed.size()));
  writer.put(part.store.bytes);
  writer.put(part.created.count);
  writer.put(part.site);
  writer.put(part.recovery);
  writer.put(part.journal);
  assert(part.recipients.size() <= kRecipientRecordsMax);
  writer.put(static_cast<std::uint8_t>(part.recipients.size()));
  writer.put(static_cast<std::uint16_t>(part.evidence_certificate.size()));
  writer.put(static_cast<std::uint16_t>(part.ca_certificate.size()));
  writer.put(file.salt);
  writer.put(part.evidence_certificate);
  writer.put(part.ca_certificate);
  for (const Recipient& recipient : part.recipients) put_recipient(writer, recipient);
}

struct Sizes {
  std::size_t methods;
  std::size_t sealed;
};

base::Result<Sizes> get_public_part(ByteReader& reader, KeystoreFile& file) {
  KeystorePublicPart& part = file.public_part;
  if (base::as_text(reader.take(kKeystoreMagic.size())) != kKeystoreMagic) {
    return corrupt("not a keystore");
  }
  const auto format = reader.get<std::uint16_t>();
  if (!reader.failed() && format != kKeystoreFormat) {
    return Error{ErrorKind::InvalidInput, "a keystore of an unknown format"};
  }
  const auto proven = reader.get<std::uint8_t>();
  part.recovery_proven = proven == 1;
  Sizes sizes{};
  sizes.methods = reader.get<std::uint8_t>();
  sizes.sealed = reader.get<std::uint32_t>();
  part.store = storage::get_id(reader);
  part.created = storage::get_time(reader);
  part.site = storage::get_array<65>(reader);
  part.recovery = storage::get_array<65>(reader);
  part.journal = storage::get_array<65>(reader);
  const std::size_t recipients = reader.get<std::uint8_t>();
  const std::size_t evidence = reader.get<std::uint16_t>();
  const std::size_t ca = reader.get<std::uint16_t>();
  file.salt = storage::get_array<32>(reader);
  if (reader.failed() || recipients > kRecipientRecordsMax || proven > 1 ||
      evidence > kKeystoreCertificateBytesMax || ca > kKeystoreCertificateBytesMax) {
    return corrupt("a keystore's public part is malformed");
  }
  const base::ByteView evidence_der = reader.take(evidence);
  const base::ByteView ca_der = reader.take(ca);
  part.evidence_certificate.assign(evidence_der.begin(), evidence_der.end());
  part.ca_certificate.assign(ca_der.begin(), ca_der.end());
  for (std::size_t i = 0; i < recipients; ++i) {
    ASSIGN_OR_RETURN(Recipient recipient, get_recipient(reader));
    part.recipients.push_back(std::move(recipient));
  }
  return sizes;
}

base::Result<void> get_methods(ByteReader& reader, std::size_t count, KeystoreFile& file) {
  if (count > kUnlockMethodsMax) return corrupt("a keystore has too many unlock methods");
  for (std::size_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const UnlockMethod method, get_method(reader));
    if (!file.methods.empty() && file.methods.back().kind >= method.kind) {
      return corrupt("a keystore's unlock methods are out of order");
    }
    file.methods.push_back(method);
  }
  return {};
}

// Fills memory that is wiped and never grows.
class SecretWriter {
 public:
  explicit SecretWriter(std::size_t size) : secret_{size} {}

  void put(base::ByteView bytes) {
    std::ranges::copy(bytes, secret_.reveal_for_writing().begin() + offset_);
    offset_ += static_cast<std::ptrdiff_t>(bytes.size());
  }
  void put_number(std::uint32_t value, std::size_t bytes) {
    for (std::size_t left = bytes; left > 0; --left) {
      const auto byte = static_cast<std::uint8_t>(value >> ((left - 1) * 8));
      put({&byte, 1});
    }
  }
  crypto::Secret take() && { return std::move(secret_); }

 private:
  crypto::Secret secret_;
  std::ptrdiff_t offset_ = 0;
};

}  // namespace

base::Bytes sealing_context(const KeystoreFile& file) {
  ByteWriter writer;
  put_public_part(writer, file);
  for (const UnlockMethod& method : file.methods) put_method(writer, method);
  return std::move(writer).take();
}

base::Bytes marshal(const KeystoreFile& file) {
  assert(file.days.size() <= kDayEntriesMax);
  ByteWriter writer;
  writer.put(sealing_context(file));
  writer.put(file.sealed);
  writer.put(static_cast<std::uint32_t>(file.days.size()));
  for (const DayEntry& entry : file.days) put_day(writer, entry);
  writer.put(crypto::sha256(writer.view()));
  return std::move(writer).take();
}

base::Result<KeystoreFile> parse_keystore(base::ByteView bytes) {
  if (bytes.size() > kKeystoreBytesMax) return corrupt("a keystore that is too long");
  if (bytes.size() < storage::kCheckBytes) return corrupt("a keystore that is cut short");
  const base::ByteView checked = bytes.first(bytes.size() - storage::kCheckBytes);
  KeystoreFile file;
  ByteReader reader{checked};
  ASSIGN_OR_RETURN(const Sizes sizes, get_public_part(reader, file));
  if (!std::ranges::equal(crypto::sha256(checked), bytes.last(storage::kCheckBytes))) {
    return corrupt("a keystore that decayed");
  }
  RETURN_IF_ERROR(get_methods(reader, sizes.methods, file));
  if (sizes.sealed > kPrivatePartBytesMax) return corrupt("a keystore's sealed part is too long");
  const base::ByteView sealed = reader.take(sizes.sealed);
  file.sealed.assign(sealed.begin(), sealed.end());
  const auto days = reader.get<std::uint32_t>();
  if (reader.failed() || days > kDayEntriesMax) return corrupt("a keystore is malformed");
  for (std::uint32_t i = 0; i < days; ++i) {
    ASSIGN_OR_RETURN(DayEntry entry, get_day(reader));
    file.days.push_back(std::move(entry));
  }
  if (reader.failed() || reader.remaining() != 0) return corrupt("a keystore has surplus bytes");
  return file;
}

base::Bytes day_key_info(const storage::WrapsFile& day) {
  ByteWriter writer;
  writer.put(base::as_bytes("custody day key v1"));
  writer.put(day.camera.bytes);
  writer.put(day.day);
  writer.put(day.day_key.bytes);
  return std::move(writer).take();
}

storage::Digest digest_of_days(const std::vector<DayEntry>& days, std::size_t count) {
  assert(count <= days.size());
  crypto::Sha256 digest;
  for (std::size_t i = 0; i < count; ++i) {
    ByteWriter writer;
    put_day(writer, days[i]);
    digest.update(writer.view());
  }
  return digest.finish();
}

crypto::Secret marshal(const KeystorePrivatePart& part) {
  assert(part.site.size() == kScalarBytes);
  assert(part.recovery.empty() || part.recovery.size() == kScalarBytes);
  const crypto::Secret* keys[] = {&part.evidence, &part.site_ca, &part.journal};
  std::size_t size = 4 + 32 + kScalarBytes + 1 + part.recovery.size();
  for (const crypto::Secret* key : keys) size += 2 + key->size();
  SecretWriter writer{size};
  writer.put_number(part.days, 4);
  writer.put(part.days_digest);
  writer.put(part.site.reveal());
  writer.put_number(part.recovery.empty() ? 0 : 1, 1);
  writer.put(part.recovery.reveal());
  for (const crypto::Secret* key : keys) {
    writer.put_number(static_cast<std::uint32_t>(key->size()), 2);
    writer.put(key->reveal());
  }
  return std::move(writer).take();
}

base::Result<KeystorePrivatePart> parse_private_part(base::ByteView bytes) {
  ByteReader reader{bytes};
  KeystorePrivatePart part;
  part.days = reader.get<std::uint32_t>();
  part.days_digest = storage::get_array<32>(reader);
  part.site = crypto::Secret::copy_of(reader.take(kScalarBytes));
  const auto has_recovery = reader.get<std::uint8_t>();
  if (has_recovery > 1) return corrupt("a keystore's private part is malformed");
  part.recovery = crypto::Secret::copy_of(reader.take(has_recovery * kScalarBytes));
  for (crypto::Secret* key : {&part.evidence, &part.site_ca, &part.journal}) {
    const std::size_t size = reader.get<std::uint16_t>();
    *key = crypto::Secret::copy_of(reader.take(size));
  }
  if (reader.failed() || reader.remaining() != 0 || part.days > kDayEntriesMax) {
    return corrupt("a keystore's private part is malformed");
  }
  return part;
}

}  // namespace appliance
