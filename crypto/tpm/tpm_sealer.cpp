#include "crypto/tpm/tpm_sealer.h"

#include <string.h>
#include <tss2/tss2_mu.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/byte_order.h"
#include "crypto/hash/sha2.h"
#include "crypto/tpm/tpm_connection.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint8_t kSealedFormat = 1;
constexpr std::uint8_t kBootStatePcr = 7;
constexpr std::size_t kAuthBytes = 32;

TPML_PCR_SELECTION boot_state() {
  TPML_PCR_SELECTION selection{};
  selection.count = 1;
  selection.pcrSelections[0].hash = TPM2_ALG_SHA256;
  selection.pcrSelections[0].sizeofSelect = 3;
  selection.pcrSelections[0].pcrSelect[0] = 1U << kBootStatePcr;
  return selection;
}

base::Result<void> check_pin(const Secret& pin) {
  if (pin.size() >= kTpmPinBytesMin && pin.size() <= kTpmPinBytesMax) return {};
  return Error{ErrorKind::InvalidInput, "the PIN needs " + std::to_string(kTpmPinBytesMin) +
                                            " to " + std::to_string(kTpmPinBytesMax) + " bytes"};
}

// Long enough for any PIN, and as long as the TPM takes. Wiped by whoever asked for it.
void put_auth(const Secret& pin, TPM2B_AUTH& auth) {
  Sha256 digest;
  digest.update(base::as_bytes("custody tpm pin v1"));
  digest.update(pin.reveal());
  const auto value = digest.finish();
  static_assert(value.size() == kAuthBytes);
  auth.size = kAuthBytes;
  std::ranges::copy(value, auth.buffer);
}

// What the TPM's own structures hold of a secret, wiped at the end.
template <typename T>
struct Wiped {
  T value{};
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { ::explicit_bzero(&value, sizeof value); }
};

base::Result<base::Bytes> name_of(ESYS_CONTEXT* esys, const TpmHandle& key) {
  TPM2B_NAME* given = nullptr;
  const TSS2_RC rc = Esys_TR_GetName(esys, key.get(), &given);
  const EsysOwned<TPM2B_NAME> name{given};
  if (rc != TSS2_RC_SUCCESS) return tpm_error("a key's name", rc);
  return base::Bytes(name->name, name->name + name->size);
}

base::Result<void> require_boot_state(ESYS_CONTEXT* esys, const TpmHandle& session) {
  const TPM2B_DIGEST as_it_is{};
  const TPML_PCR_SELECTION selection = boot_state();
  const TSS2_RC rc = Esys_PolicyPCR(esys, session.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                    &as_it_is, &selection);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("PolicyPCR", rc);
  return {};
}

base::Result<TPM2B_DIGEST> boot_state_policy(ESYS_CONTEXT* esys, const TpmHandle& key) {
  ASSIGN_OR_RETURN(const TpmHandle trial, start_session(esys, key.get(), TPM2_SE_TRIAL));
  RETURN_IF_ERROR(require_boot_state(esys, trial));
  TPM2B_DIGEST* given = nullptr;
  const TSS2_RC rc =
      Esys_PolicyGetDigest(esys, trial.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &given);
  const EsysOwned<TPM2B_DIGEST> digest{given};
  if (rc != TSS2_RC_SUCCESS) return tpm_error("PolicyGetDigest", rc);
  return *digest;
}

// format, guard, then three lengths and bytes: name of the storage key, public part, private part.
struct SealedObject {
  TpmGuard guard = TpmGuard::BootState;
  base::Bytes parent;
  TPM2B_PUBLIC public_part{};
  TPM2B_PRIVATE private_part{};
};

base::Result<base::Bytes> encode(const SealedObject& object) {
  std::array<std::uint8_t, sizeof(TPM2B_PUBLIC) + sizeof(TPM2B_PRIVATE)> buffer{};
  base::ByteWriter writer;
  writer.put(kSealedFormat);
  writer.put(static_cast<std::uint8_t>(object.guard));
  writer.put(static_cast<std::uint16_t>(object.parent.size()));
  writer.put(object.parent);
  std::size_t size = 0;
  TSS2_RC rc =
      Tss2_MU_TPM2B_PUBLIC_Marshal(&object.public_part, buffer.data(), buffer.size(), &size);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("writing a public part", rc);
  writer.put(static_cast<std::uint16_t>(size));
  writer.put(base::ByteView{buffer}.first(size));
  size = 0;
  rc = Tss2_MU_TPM2B_PRIVATE_Marshal(&object.private_part, buffer.data(), buffer.size(), &size);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("writing a private part", rc);
  writer.put(static_cast<std::uint16_t>(size));
  writer.put(base::ByteView{buffer}.first(size));
  return std::move(writer).take();
}

base::Result<SealedObject> decode(base::ByteView sealed) {
  const Error malformed{ErrorKind::Corrupt, "what the TPM sealed is malformed"};
  if (sealed.size() > kTpmSealedBytesMax) return malformed;
  base::ByteReader reader{sealed};
  SealedObject object;
  const auto format = reader.get<std::uint8_t>();
  const auto guard = reader.get<std::uint8_t>();
  const base::ByteView parent = reader.take(reader.get<std::uint16_t>());
  const base::ByteView public_part = reader.take(reader.get<std::uint16_t>());
  const base::ByteView private_part = reader.take(reader.get<std::uint16_t>());
  if (reader.failed() || reader.remaining() != 0 || format != kSealedFormat || guard < 1 ||
      guard > 2 || public_part.empty() || private_part.empty()) {
    return malformed;
  }
  object.guard = static_cast<TpmGuard>(guard);
  object.parent.assign(parent.begin(), parent.end());
  std::size_t used = 0;
  if (Tss2_MU_TPM2B_PUBLIC_Unmarshal(public_part.data(), public_part.size(), &used,
                                     &object.public_part) != TSS2_RC_SUCCESS ||
      used != public_part.size()) {
    return malformed;
  }
  used = 0;
  if (Tss2_MU_TPM2B_PRIVATE_Unmarshal(private_part.data(), private_part.size(), &used,
                                      &object.private_part) != TSS2_RC_SUCCESS ||
      used != private_part.size()) {
    return malformed;
  }
  return object;
}

class EsapiSealer : public TpmSealer {
 public:
  explicit EsapiSealer(std::string where) : where_{std::move(where)} {}

  base::Result<base::Bytes> seal(TpmGuard guard, const Secret& secret, const Secret& pin) override;
  base::Result<Secret> unseal(base::ByteView sealed, const Secret& pin) override;

 private:
  std::string where_;
};

base::Result<base::Bytes> EsapiSealer::seal(TpmGuard guard, const Secret& secret,
                                            const Secret& pin) {
  if (secret.empty() || secret.size() > kTpmSecretBytesMax) {
    return Error{ErrorKind::InvalidInput, "a TPM seals 1 to 128 bytes"};
  }
  if (guard == TpmGuard::Pin) RETURN_IF_ERROR(check_pin(pin));
  ASSIGN_OR_RETURN(const auto tpm, TpmConnection::open(where_));
  ASSIGN_OR_RETURN(const TpmHandle key, make_storage_key(tpm->esys()));
  SealedObject object{.guard = guard};
  ASSIGN_OR_RETURN(object.parent, name_of(tpm->esys(), key));

  TPM2B_PUBLIC wanted{};
  wanted.publicArea.type = TPM2_ALG_KEYEDHASH;
  wanted.publicArea.nameAlg = TPM2_ALG_SHA256;
  wanted.publicArea.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
  wanted.publicArea.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT;
  Wiped<TPM2B_SENSITIVE_CREATE> sensitive;
  sensitive.value.sensitive.data.size = static_cast<UINT16>(secret.size());
  std::ranges::copy(secret.reveal(), sensitive.value.sensitive.data.buffer);
  if (guard == TpmGuard::Pin) {
    wanted.publicArea.objectAttributes |= TPMA_OBJECT_USERWITHAUTH;
    put_auth(pin, sensitive.value.sensitive.userAuth);
  } else {
    // No PIN is guessed, so the TPM need not count.
    wanted.publicArea.objectAttributes |= TPMA_OBJECT_NODA;
    ASSIGN_OR_RETURN(wanted.publicArea.authPolicy, boot_state_policy(tpm->esys(), key));
  }
  ASSIGN_OR_RETURN(const TpmHandle session, start_session(tpm->esys(), key.get(), TPM2_SE_HMAC));
  const TPM2B_DATA no_data{};
  const TPML_PCR_SELECTION no_pcrs{};
  TPM2B_PRIVATE* private_part = nullptr;
  TPM2B_PUBLIC* public_part = nullptr;
  const TSS2_RC rc = Esys_Create(tpm->esys(), key.get(), session.get(), ESYS_TR_NONE, ESYS_TR_NONE,
                                 &sensitive.value, &wanted, &no_data, &no_pcrs, &private_part,
                                 &public_part, nullptr, nullptr, nullptr);
  const EsysOwned<TPM2B_PRIVATE> own_private{private_part};
  const EsysOwned<TPM2B_PUBLIC> own_public{public_part};
  if (rc != TSS2_RC_SUCCESS) return tpm_error("Create", rc);
  object.private_part = *own_private;
  object.public_part = *own_public;
  return encode(object);
}

base::Result<Secret> EsapiSealer::unseal(base::ByteView sealed, const Secret& pin) {
  ASSIGN_OR_RETURN(const SealedObject object, decode(sealed));
  const bool by_pin = object.guard == TpmGuard::Pin;
  if (by_pin && !check_pin(pin)) return Error{ErrorKind::Denied, "wrong PIN"};
  ASSIGN_OR_RETURN(const auto tpm, TpmConnection::open(where_));
  ESYS_CONTEXT* const esys = tpm->esys();
  ASSIGN_OR_RETURN(const TpmHandle key, make_storage_key(esys));
  ASSIGN_OR_RETURN(const base::Bytes name, name_of(esys, key));
  // Also what stands in for the TPM on the bus would have to own that key.
  if (name != object.parent) return tpm_error("Load", TPM2_RC_INTEGRITY);

  ASSIGN_OR_RETURN(const TpmHandle session, start_session(esys, key.get(), TPM2_SE_HMAC));
  ESYS_TR loaded = ESYS_TR_NONE;
  TSS2_RC rc = Esys_Load(esys, key.get(), session.get(), ESYS_TR_NONE, ESYS_TR_NONE,
                         &object.private_part, &object.public_part, &loaded);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("Load", rc);
  const TpmHandle held{esys, loaded};
  std::optional<TpmHandle> policy;
  if (by_pin) {
    Wiped<TPM2B_AUTH> auth;
    put_auth(pin, auth.value);
    rc = Esys_TR_SetAuth(esys, loaded, &auth.value);
    if (rc != TSS2_RC_SUCCESS) return tpm_error("a PIN", rc);
  } else {
    ASSIGN_OR_RETURN(TpmHandle started, start_session(esys, key.get(), TPM2_SE_POLICY));
    policy.emplace(std::move(started));
    RETURN_IF_ERROR(require_boot_state(esys, *policy));
  }
  // Unseal takes no parameter to encrypt; its answer is.
  const ESYS_TR asking = by_pin ? session.get() : policy->get();
  Esys_TRSess_SetAttributes(esys, asking, 0, TPMA_SESSION_DECRYPT);
  TPM2B_SENSITIVE_DATA* data = nullptr;
  rc = Esys_Unseal(esys, loaded, asking, ESYS_TR_NONE, ESYS_TR_NONE, &data);
  const EsysOwned<TPM2B_SENSITIVE_DATA> own{data};
  if (rc != TSS2_RC_SUCCESS) return tpm_error("Unseal", rc);
  Secret secret{own->size};
  std::copy_n(own->buffer, own->size, secret.reveal_for_writing().begin());
  volatile BYTE* const left_behind = own->buffer;
  for (std::size_t i = 0; i < own->size; ++i) left_behind[i] = 0;
  return secret;
}

}  // namespace

base::Result<std::unique_ptr<TpmSealer>> make_tpm_sealer(const std::string& where) {
  const bool known = where.starts_with("device:/") || where.starts_with("swtpm:");
  if (!known) return Error{ErrorKind::InvalidInput, "a TPM is given as device:/dev/tpmrm0"};
  return std::unique_ptr<TpmSealer>{std::make_unique<EsapiSealer>(where)};
}

}  // namespace crypto
