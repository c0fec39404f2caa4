#include "crypto/pem.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;
using Bio = Handle<BIO, BIO_free>;

// What PEM_read_bio() hands out, wiped and freed.
struct RawBlock {
  RawBlock() = default;
  RawBlock(const RawBlock&) = delete;
  RawBlock& operator=(const RawBlock&) = delete;
  ~RawBlock() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }

  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
};

bool is_end_of_blocks() {
  const auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

base::Result<std::vector<PemBlock>> read_pem(base::ByteView text, std::size_t blocks_max) {
  const CleanErrorQueue clean;
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return Error{ErrorKind::InvalidInput, "PEM text is too long"};
  }
  if (text.empty()) return Error{ErrorKind::InvalidInput, "no PEM block"};
  const Bio bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  if (!bio) return openssl_error(ErrorKind::Unavailable, "PEM buffer");

  std::vector<PemBlock> blocks;
  while (true) {
    RawBlock raw;
    if (PEM_read_bio(bio.get(), &raw.name, &raw.header, &raw.data, &raw.size) != 1) {
      if (!is_end_of_blocks()) return openssl_error(ErrorKind::InvalidInput, "damaged PEM block");
      if (blocks.empty()) return Error{ErrorKind::InvalidInput, "no PEM block"};
      return blocks;
    }
    if (raw.header[0] != '\0') {
      return Error{ErrorKind::InvalidInput, "PEM block with headers (old encryption) is refused",
                   "old_encryption"};
    }
    if (blocks.size() == blocks_max) {
      return Error{ErrorKind::InvalidInput, "too many PEM blocks", "too_many_certificates"};
    }
    blocks.push_back({raw.name, Secret::copy_of({raw.data, static_cast<std::size_t>(raw.size)})});
  }
}

base::Result<Secret> write_pem(const char* label, base::ByteView der) {
  const CleanErrorQueue clean;
  const Bio bio{BIO_new(BIO_s_mem())};  // its buffer is wiped when freed
  if (!bio || PEM_write_bio(bio.get(), label, "", der.data(), static_cast<long>(der.size())) <= 0) {
    return openssl_error(ErrorKind::Unavailable, "PEM writing");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return Secret::copy_of(std::string_view{text, static_cast<std::size_t>(size)});
}

}  // namespace crypto
