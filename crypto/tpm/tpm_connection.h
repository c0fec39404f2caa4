// One conversation with a TPM through ESAPI: what it makes in there goes when this does.
// For .cpp files under crypto/tpm/ only. One thread at a time.
#pragma once

#include <tss2/tss2_esys.h>

#include <memory>
#include <string>
#include <utility>

#include "base/result.h"

namespace crypto {

// Why a call failed, as somebody can act on it. `rc` is not success.
base::Error tpm_error(const char* call, TSS2_RC rc);

struct EsysFree {
  void operator()(void* memory) const { Esys_Free(memory); }
};
template <typename T>
using EsysOwned = std::unique_ptr<T, EsysFree>;

class TpmConnection {
 public:
  static base::Result<std::unique_ptr<TpmConnection>> open(const std::string& where);
  ~TpmConnection();
  TpmConnection(const TpmConnection&) = delete;
  TpmConnection& operator=(const TpmConnection&) = delete;

  ESYS_CONTEXT* esys() const { return esys_; }

 private:
  struct Release {
    void operator()(void* memory) const { ::operator delete(memory); }
  };

  TpmConnection() = default;

  TSS2_TCTI_CONTEXT* transport_ = nullptr;
  ESYS_CONTEXT* esys_ = nullptr;
  std::unique_ptr<void, Release> transport_memory_;
};

// A key, object or session inside the TPM.
class TpmHandle {
 public:
  TpmHandle(ESYS_CONTEXT* esys, ESYS_TR handle) : esys_{esys}, handle_{handle} {}
  TpmHandle(TpmHandle&& other) noexcept
      : esys_{other.esys_}, handle_{std::exchange(other.handle_, ESYS_TR_NONE)} {}
  TpmHandle& operator=(TpmHandle&&) = delete;
  ~TpmHandle() {
    if (handle_ != ESYS_TR_NONE) Esys_FlushContext(esys_, handle_);
  }

  ESYS_TR get() const { return handle_; }

 private:
  ESYS_CONTEXT* esys_;
  ESYS_TR handle_;
};

// The storage key of the owner hierarchy, which a TPM makes the same each time.
base::Result<TpmHandle> make_storage_key(ESYS_CONTEXT* esys);

// Salted to `key`; encrypts the first parameter in both directions.
base::Result<TpmHandle> start_session(ESYS_CONTEXT* esys, ESYS_TR key, TPM2_SE type);

}  // namespace crypto
