#include "crypto/tpm/tpm_connection.h"

#include <tss2/tss2_tcti_device.h>
#include <tss2/tss2_tcti_swtpm.h>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::string_view kDevice = "device:";
constexpr std::string_view kSwtpm = "swtpm:";

using TransportInit = TSS2_RC (*)(TSS2_TCTI_CONTEXT*, std::size_t*, const char*);

// Format-one codes carry which handle, session or parameter was meant; that is not the reason.
TSS2_RC reason_in(TSS2_RC rc) {
  const TSS2_RC code = rc & 0xFFFU;
  return (code & TPM2_RC_FMT1) != 0 ? code & 0xBFU : code;
}

std::string in_hex(TSS2_RC rc) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(rc));
  return text;
}

TPM2B_PUBLIC storage_key_template() {
  TPM2B_PUBLIC key{};
  TPMT_PUBLIC& area = key.publicArea;
  area.type = TPM2_ALG_ECC;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                          TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |
                          TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT;
  TPMS_ECC_PARMS& parameters = area.parameters.eccDetail;
  parameters.symmetric.algorithm = TPM2_ALG_AES;
  parameters.symmetric.keyBits.aes = 128;
  parameters.symmetric.mode.aes = TPM2_ALG_CFB;
  parameters.scheme.scheme = TPM2_ALG_NULL;
  parameters.curveID = TPM2_ECC_NIST_P256;
  parameters.kdf.scheme = TPM2_ALG_NULL;
  return key;
}

}  // namespace

Error tpm_error(const char* call, TSS2_RC rc) {
  switch (reason_in(rc)) {
    case TPM2_RC_LOCKOUT:
      return {ErrorKind::Unavailable,
              "the TPM is locked out after too many wrong PINs; it takes further ones after its "
              "recovery time, or when its owner resets it"};
    case TPM2_RC_AUTH_FAIL:
    case TPM2_RC_BAD_AUTH:
      return {ErrorKind::Denied, "wrong PIN"};
    case TPM2_RC_POLICY_FAIL:
    case TPM2_RC_PCR_CHANGED:
      return {ErrorKind::Denied,
              "the machine did not start as it did when the keys were sealed to it (PCR 7)"};
    case TPM2_RC_INTEGRITY:
      return {ErrorKind::Denied, "another TPM sealed it, or this one was cleared since"};
    default:
      break;
  }
  return {ErrorKind::Unavailable,
          std::string{"the TPM failed at "} + call + " (" + in_hex(rc) + ")"};
}

base::Result<std::unique_ptr<TpmConnection>> TpmConnection::open(const std::string& where) {
  const bool device = where.starts_with(kDevice);
  if (!device && !where.starts_with(kSwtpm)) {
    return Error{ErrorKind::InvalidInput, "a TPM is given as device:/dev/tpmrm0"};
  }
  const TransportInit init = device ? Tss2_Tcti_Device_Init : Tss2_Tcti_Swtpm_Init;
  const std::string settings = where.substr((device ? kDevice : kSwtpm).size());
  std::unique_ptr<TpmConnection> made{new TpmConnection};
  std::size_t size = 0;
  if (const TSS2_RC rc = init(nullptr, &size, settings.c_str()); rc != TSS2_RC_SUCCESS) {
    return tpm_error("its transport", rc);
  }
  made->transport_memory_.reset(::operator new(size));
  std::memset(made->transport_memory_.get(), 0, size);
  auto* const transport = static_cast<TSS2_TCTI_CONTEXT*>(made->transport_memory_.get());
  if (init(transport, &size, settings.c_str()) != TSS2_RC_SUCCESS) {
    return Error{ErrorKind::Unavailable, "no TPM answers at " + where};
  }
  made->transport_ = transport;
  if (const TSS2_RC rc = Esys_Initialize(&made->esys_, transport, nullptr); rc != TSS2_RC_SUCCESS) {
    return tpm_error("its start", rc);
  }
  return made;
}

TpmConnection::~TpmConnection() {
  if (esys_ != nullptr) Esys_Finalize(&esys_);
  // The library's macro casts as C does.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
  if (transport_ != nullptr) Tss2_Tcti_Finalize(transport_);
#pragma GCC diagnostic pop
}

base::Result<TpmHandle> make_storage_key(ESYS_CONTEXT* esys) {
  const TPM2B_SENSITIVE_CREATE nothing_of_ours{};
  const TPM2B_PUBLIC wanted = storage_key_template();
  const TPM2B_DATA no_data{};
  const TPML_PCR_SELECTION no_pcrs{};
  ESYS_TR handle = ESYS_TR_NONE;
  const TSS2_RC rc = Esys_CreatePrimary(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                        ESYS_TR_NONE, &nothing_of_ours, &wanted, &no_data, &no_pcrs,
                                        &handle, nullptr, nullptr, nullptr, nullptr);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("CreatePrimary", rc);
  return TpmHandle{esys, handle};
}

base::Result<TpmHandle> start_session(ESYS_CONTEXT* esys, ESYS_TR key, TPM2_SE type) {
  TPMT_SYM_DEF cipher{};
  cipher.algorithm = TPM2_ALG_AES;
  cipher.keyBits.aes = 128;
  cipher.mode.aes = TPM2_ALG_CFB;
  ESYS_TR handle = ESYS_TR_NONE;
  TSS2_RC rc =
      Esys_StartAuthSession(esys, key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                            nullptr, type, &cipher, TPM2_ALG_SHA256, &handle);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("StartAuthSession", rc);
  TpmHandle session{esys, handle};
  constexpr TPMA_SESSION kAttributes =
      TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT | TPMA_SESSION_CONTINUESESSION;
  rc = Esys_TRSess_SetAttributes(esys, handle, kAttributes, 0xFF);
  if (rc != TSS2_RC_SUCCESS) return tpm_error("a session's attributes", rc);
  return session;
}

}  // namespace crypto
