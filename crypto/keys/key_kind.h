// The kinds of asymmetric key the house knows. Everything else is refused by name.
#pragma once

#include <string_view>

namespace crypto {

enum class KeyKind {
  EcP256,
  EcP384,
  Rsa2048,  // foreign public keys only, and marked weak: we neither make nor hold such keys
  Rsa3072,
  Rsa4096
};

std::string_view name_of(KeyKind kind);  // "P-256", "RSA-3072"

constexpr bool is_ec(KeyKind kind) {
  return kind == KeyKind::EcP256 || kind == KeyKind::EcP384;
}

}  // namespace crypto
