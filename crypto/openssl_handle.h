// Owning handles for OpenSSL objects: freed once, on every path. For .cpp files under crypto/ only.
//
// `Handle<X509, X509_free>` needs the OpenSSL header of its type where it is used; this one needs
// none.
#pragma once

#include <memory>

namespace crypto {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

}  // namespace crypto
