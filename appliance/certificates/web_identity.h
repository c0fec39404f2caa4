// Which of the device's servers the web interface shows, as a setting that undoes itself unless it
// is confirmed: a browser that does not believe the new certificate could not take it back.
//
// Undoing always succeeds: what cannot be shown any more gives way to the identity that every
// device has from its first start. Called by one thread at a time, which may wait for a disk.
// Specification: docs/design/certificates.md.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "appliance/certificates/certificate_store.h"
#include "appliance/change/changeable.h"

namespace appliance {

class WebIdentity : public Changeable {
 public:
  explicit WebIdentity(CertificateStore& store) : store_{store} {}  // which outlives this

  // Before anything is applied. Called on the thread that applies; must not block for long.
  void on_change(std::function<void()> hook) { hooks_.push_back(std::move(hook)); }

  std::string_view name() const override { return "web-certificate"; }
  base::Result<base::Bytes> current() override;
  // value_of()'s. Exists: another was chosen since it was made from.
  base::Result<void> apply(base::ByteView value) override;
  static base::Bytes value_of(const std::optional<base::Id>& server, std::int64_t made_from);

 private:
  CertificateStore& store_;
  std::vector<std::function<void()>> hooks_;
};

}  // namespace appliance
