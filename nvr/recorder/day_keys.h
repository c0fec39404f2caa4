// The public keys of camera days: read from the wraps on disk, asked of the keeper ahead of time.
//
// When recipients change or keys are erased the keeper's files are others: now and then its
// revision is asked for, and what lies on disk is brought in line, camera after camera.
//
// While the keeper is away, recording goes on with what is here, in the end with the last key there
// is. A key is used only when its wraps are on disk. Reactor's thread only; the disk and the keeper
// are asked without waiting. Specification: docs/design/recording.md, "Keys".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/process/caller.h"
#include "nvr/recorder/archive.h"
#include "web/http/io/reactor.h"

namespace nvr {

class DayKeys {
 public:
  static constexpr base::Day kDaysAhead = 45;

  struct Surroundings {
    base::FileSystem& files;
    const base::Clock& clock;
    base::Logger logger;
    base::Caller& keeper;
    std::vector<std::string> volumes;  // paths
    // Runs a task on a disk thread; false when its queue is full.
    std::function<bool(std::function<void()>)> on_disk;
    http::Reactor::Poster post;  // to the reactor
  };

  explicit DayKeys(Surroundings surroundings);

  void want(const base::Id& camera);  // from now on
  std::optional<ChosenDayKey> find(const base::Id& camera, base::Day day) const;
  // Asks the keeper for what is missing or has changed; now and then.
  void refill();

 private:
  struct CameraKeys {
    std::map<base::Day, storage::DayPublicKey> keys{};
    std::set<base::Day> erased{};  // of `keys`: still used, until there is another
    bool loaded = false;
    bool asking = false;
    base::SteadyTime next_try{};
  };
  using Loaded = std::vector<storage::DayPublicKey>;
  // A camera's days that are compared with the keeper's.
  struct Window {
    base::Id camera{};
    base::Day from = 0;
    std::size_t days = 0;
  };
  struct Compared {
    Loaded changed{};
    std::vector<base::Day> erased{};  // here, and no longer with the keeper
    bool any = false;                 // the keeper has one of them
  };

  void load(const base::Id& camera);
  void ask(const base::Id& camera, CameraKeys& known);
  void on_minted(const base::Id& camera, base::Result<base::ipc::Reply> reply);
  void on_written(const base::Id& camera, const base::Result<Loaded>& keys);
  using KeeperAnswer = void (DayKeys::*)(const Window&, base::Result<base::ipc::Reply>);

  void ask_revision();
  void on_revision(const Window& unused, base::Result<base::ipc::Reply> reply);
  void compare_next_camera();
  void ask_wraps(const Window& window);
  void on_wraps(const Window& window, base::Result<base::ipc::Reply> reply);
  void on_compared(const Window& window, const base::Result<Compared>& compared);
  static base::Result<Compared> compare_wraps(base::FileSystem& files,
                                              const std::vector<std::string>& volumes,
                                              const Window& window, const base::ipc::Reply& reply);
  void ask_keeper(const char* verb, base::Json arguments, const Window& window,
                  KeeperAnswer answer);
  std::optional<base::Day> first_missing(const CameraKeys& known) const;
  base::Day today() const;

  Surroundings out_;
  std::map<base::Id, CameraKeys> cameras_;
  std::string revision_;       // that of the files on disk; empty: not known
  std::string next_revision_;  // while they are brought in line
  std::vector<base::Id> to_compare_;
  bool comparing_ = false;
  base::SteadyTime next_revision_check_{};
  bool told_ = false;  // that the keeper gives none
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nvr
