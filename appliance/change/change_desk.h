// Where settings are changed that could lock their owner out: applied at once, undone unless
// confirmed in time.
//
// One change set at a time. What it is undone with is on disk, synced, before anything is applied,
// and leaves the disk only when the change is confirmed or undone: so whatever ends the program in
// between, restore() brings the old settings back before a listener opens. Time is the steady
// clock's. Safe from any thread; what applies or undoes waits for a disk. Undoing on time is done
// by a thread of its own, from start() to stop(). Specification: docs/design/confirm-or-revert.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/change/changeable.h"
#include "appliance/change/undo_record_format.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/guarded.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "base/random_id.h"
#include "crypto/hash/sha2.h"

namespace appliance {

inline constexpr std::chrono::seconds kConfirmWithinDefault{120};
inline constexpr std::chrono::seconds kConfirmWithinMin{10};
inline constexpr std::chrono::seconds kConfirmWithinMax{600};

class ChangeDesk : public base::Service {
 public:
  struct Parts {  // all outlive this
    base::FileSystem& files;
    const base::Clock& clock;
    AccessLog& log;
  };
  struct Asker {
    base::Id account{};
    std::string name;     // of the account
    std::string address;  // where they ask from
  };
  struct Pending {
    std::vector<std::string> what;  // names of settings
    Asker by;
    std::chrono::seconds within{};
    std::chrono::seconds left{};  // rounded up
  };
  struct Proposed {
    std::string token;  // told once, kept only as a digest
    std::chrono::seconds within{};
  };
  enum class Outcome {
    Done,
    NothingPending,
    OldConnection,   // the connection was there before the change
    AnotherAccount,  // than the one that changed it
    WrongToken,
    Failed  // the disk did; the change is pending still
  };

  ChangeDesk(const Parts& parts, std::string undo_path);
  ~ChangeDesk() override;

  void add(Changeable& setting);  // before restore(); it outlives this

  // Undoes what was pending when the program ended. A record that cannot be read is put aside and
  // told of (A341); that it cannot be applied is an error, with which nothing may listen.
  base::Result<void> restore();

  // Applies all of `values`, or nothing. Exists: a change is pending, or a setting says so.
  // NotFound: there is no such setting. `within` is from kConfirmWithinMin to kConfirmWithinMax.
  base::Result<Proposed> propose(const std::vector<SettingValue>& values, const Asker& by,
                                 std::chrono::seconds within);

  // What confirm() would answer, but for the disk; tells the AccessLog of refusals.
  Outcome check(std::string_view token, const Asker& by, base::SteadyTime connected);
  Outcome confirm(std::string_view token, const Asker& by, base::SteadyTime connected);
  Outcome revert(const Asker& by);  // Done, NothingPending or Failed

  std::optional<Pending> pending() const;

  std::string_view name() const override { return "change-desk"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

 private:
  struct Change {
    std::vector<SettingValue> before;
    Asker by;
    crypto::Sha256Digest token{};
    base::SteadyTime applied{};
    base::SteadyTime due{};
    std::chrono::seconds within{};
  };
  struct State {
    std::optional<Change> change;
    bool busy = false;  // somebody applies or undoes right now
  };

  bool begin();  // takes the desk when nothing is pending
  void end(std::optional<Change> change);
  // Takes the pending change off the desk; end() puts back what stays pending.
  template <typename Condition>
  std::optional<Change> take_if(const Condition& condition);
  Changeable* find(std::string_view name) const;
  base::Result<std::vector<SettingValue>> values_before(const std::vector<SettingValue>& values);
  base::Result<void> apply_all(const std::vector<SettingValue>& values);
  base::Result<void> apply_with_undo(const std::vector<SettingValue>& values, Change& change);
  base::Result<void> put_back(const std::vector<SettingValue>& before);
  base::Result<void> forget_record();
  bool undo(Change change, std::string_view why, const Asker& by);
  Outcome judge(const State& state, std::string_view token, const Asker& by,
                base::SteadyTime connected) const;
  void tell_refusal(Outcome outcome, const Asker& by);
  void run();

  Parts parts_;
  std::string undo_path_;
  std::vector<Changeable*> settings_;
  base::Guarded<State> state_;
  base::BoundedQueue<int> wakes_{{.count_max = 8, .bytes_max = 8}};
  base::NamedThread thread_;
};

std::string_view to_string(ChangeDesk::Outcome outcome);

}  // namespace appliance
