// Keeps the recorder's signing key: the first is vouched for by the keeper, each further day's by
// the one before, and old ones are destroyed once nothing signs with them.
//
// Catalog thread only: it may wait for the keeper there. Specification: docs/design/recording.md,
// "Keys"; docs/design/sealed-archive.md, "Signers lines".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/process/caller.h"
#include "base/random_id.h"
#include "storage/chain/signing_keys.h"

namespace nvr {

class SigningDesk {
 public:
  struct Surroundings {
    base::FileSystem& files;
    const base::Clock& clock;
    base::IdSource& ids;
    base::Logger logger;
    base::Caller& keeper;
    base::Id recorder;
    std::vector<std::string> volumes;  // paths
    std::string directory;             // of the keys
    // There is a key, or another one.
    std::function<void(std::shared_ptr<const storage::SigningKey>)> on_key;
  };

  explicit SigningDesk(Surroundings surroundings) : out_{std::move(surroundings)} {}

  // Does what is due; now and then.
  void turn();

 private:
  base::Result<void> try_turn();
  base::Result<void> open(base::Ticks now);
  base::Result<void> begin(base::Ticks now);
  base::Result<storage::Signature> certify(base::ByteView message);

  Surroundings out_;
  std::optional<storage::SigningKeys> keys_;
  base::Id told_key_{};
  std::string told_error_;
};

}  // namespace nvr
