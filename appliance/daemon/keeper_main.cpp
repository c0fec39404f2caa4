// custody-keeper: holds keys and answers verbs about them; reaches nothing else.
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "appliance/keeper/keeper.h"
#include "appliance/keeper/keeper_service.h"
#include "appliance/keeper/unlock_method.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "base/random_id.h"
#include "base/real_file_system.h"
#include "crypto/tpm/tpm_sealer.h"

namespace {

constexpr const char* kUnlockCredential = "site-unlock";
constexpr std::chrono::minutes kLockAfterIdle{30};

// Empty when the service manager has none for us.
base::Result<crypto::Secret> read_unlock_credential(const base::Credentials& credentials) {
  const auto file = credentials.open(kUnlockCredential, appliance::kUnlockCredentialBytesMax);
  if (!file) {
    if (file.error().kind == base::ErrorKind::NotFound) return crypto::Secret{};
    return file.error();
  }
  crypto::Secret secret{file->size()};
  RETURN_IF_ERROR(file->read_into(secret.reveal_for_writing()));
  return secret;
}

base::Result<base::Services> build(base::DaemonWorld& world) {
  static base::RealFileSystem files;
  static base::KernelIdSource ids;
  const std::string tpm_place = world.config.get_string("keeper.tpm", "", {0, 256});
  const auto lock_after_idle =
      world.config.get_duration("keeper.lock_after_idle", kLockAfterIdle,
                                {std::chrono::milliseconds{0}, std::chrono::hours{24}});
  std::unique_ptr<crypto::TpmSealer> tpm;
  if (!tpm_place.empty()) {
    auto made = crypto::make_tpm_sealer(tpm_place);
    if (made) {
      tpm = *std::move(made);
    } else {
      world.config.add_mistake("keeper.tpm", made.error().message);
    }
  }
  RETURN_IF_ERROR(world.config.finish());
  static const std::unique_ptr<crypto::TpmSealer> kept_tpm = std::move(tpm);
  ASSIGN_OR_RETURN(crypto::Secret credential, read_unlock_credential(world.credentials));
  ASSIGN_OR_RETURN(
      auto keeper,
      appliance::Keeper::open(
          {files, world.clock, ids, world.logger, kept_tpm.get()},
          {.directory = world.state_directory.string(),
           .lock_after_idle = std::chrono::duration_cast<std::chrono::seconds>(lock_after_idle)},
          std::move(credential)));
  auto control = std::make_unique<base::ControlService>(
      world, std::vector<std::string>{"custodyd", "custody-recorder", "custody-camera"});
  ASSIGN_OR_RETURN(auto service, appliance::KeeperService::make(std::move(keeper), *control));
  base::Services services;
  services.push_back(std::move(control));
  services.push_back(std::move(service));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(argc, argv,
                          {.name = "custody-keeper",
                           .summary = "Holds the keys, the journal and the certificates",
                           .version = CUSTODY_VERSION,
                           .area = "keeper"},
                          build);
}
