// A keeper and a recorder, started from their units, and somebody who follows what changes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/ipc/client.h"
#include "base/random_id.h"
#include "storage/check/check.h"
#include "tests/integration/recorder/segment_opener.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"

namespace recorder_test {

// Far longer than anything takes: a limit for what is broken, not a measure.
inline constexpr std::chrono::seconds kLong{120};
inline constexpr const char* kRecorder = "custody-recorder.service";
inline constexpr const char* kKeeper = "custody-keeper.service";

class RecorderWorld {
 public:
  RecorderWorld();

  void start();                               // the keeper, then the recorder
  void start_alone(const std::string& unit);  // without what it wants
  mini_init::SupervisedService& recorder() { return *init_.find(kRecorder); }
  mini_init::MiniInit& init() { return init_; }
  std::string state() const { return root_.path() + "/state/custody/recorder"; }
  std::string volume() const { return state() + "/volume"; }
  std::string recorder_key() const { return root_ / "recorder-key"; }  // the credential's file

  base::Result<base::ipc::Reply> call(const std::string& verb, base::Json::Object arguments = {},
                                      std::string_view body = {});
  base::Result<base::ipc::Reply> call_keeper(const std::string& verb, base::Json::Object arguments);
  SegmentOpener opener();
  // A camera at `url` with the source's user; its id.
  std::string add_camera(const std::string& url, const std::string& password,
                         base::Json::Object more = {});

  // Memory and bell of the live main stream, watched as long as the world lives.
  std::vector<base::UniqueFd> watch(const std::string& camera);

  // Follows in the background of wait().
  void follow();
  // The newest row of that kind and key members; null when there is none.
  const base::Json& state_of(const std::string& camera, const std::string& stream = "main") const;
  // Segments of a camera by sequence; of one: what it has so far, and where it lies.
  std::map<std::int64_t, base::Json> segments_of(const std::string& camera) const;
  std::int64_t records(const std::string& camera, std::int64_t sequence = 1) const;
  std::string path_of(const std::string& camera, std::int64_t sequence = 1) const;
  bool wait(const std::function<bool()>& done);

  struct Checked {
    storage::CheckResult result{};
    std::vector<storage::SegmentReport> segments{};
    std::string findings{};
  };
  Checked check();

 private:
  void take(base::ipc::Message event);
  base::Result<base::ipc::Reply> ask(const std::string& program, const std::string& verb,
                                     base::Json::Object arguments, std::string_view body);
  base::ipc::Client::Options socket_of(const std::string& program) const;

  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource ids_;
  std::unique_ptr<base::ipc::Client> follower_;
  std::unique_ptr<base::ipc::Client> viewer_;
  std::uint64_t session_ = 0;
  std::int64_t last_n_ = 0;
  std::map<std::string, base::Json> states_;
  std::map<std::string, base::Json> segments_;
  mini_init::MiniInit init_;
};

}  // namespace recorder_test
