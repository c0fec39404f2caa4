#include "nvr/recorder/day_keys.h"

#include <algorithm>
#include <utility>

#include "storage/volume/wraps_files.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kDaysAtFirst = 4;  // what recording waits for; the rest comes after
constexpr std::size_t kFewWraps = 2;      // more of them are quicker by syncs of the whole volume
constexpr std::size_t kWindowDays = 46;   // files compared at once: footage waits behind them
constexpr auto kRevisionEvery = 60s;
constexpr auto kRetryAfter = 3s;
constexpr auto kKeeperTimeout = 10s;

base::Result<std::vector<base::ByteView>> files_in(const base::ipc::Reply& reply) {
  const base::Json* sizes = reply.arguments.find("sizes");
  if (sizes == nullptr || sizes->as_array() == nullptr) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer has no sizes"};
  }
  std::vector<base::ByteView> files;
  base::ByteView rest = reply.body;
  for (const base::Json& each : *sizes->as_array()) {
    const std::int64_t* size = each.as_int();
    if (size == nullptr || *size < 0 || static_cast<std::uint64_t>(*size) > rest.size()) {
      return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer is cut short"};
    }
    files.push_back(rest.first(static_cast<std::size_t>(*size)));
    rest = rest.subspan(static_cast<std::size_t>(*size));
  }
  return files;
}

base::Result<std::vector<storage::WrapsFile>> wraps_in(const base::ipc::Reply& reply) {
  ASSIGN_OR_RETURN(const auto parts, files_in(reply));
  std::vector<storage::WrapsFile> files;
  for (const base::ByteView part : parts) {
    ASSIGN_OR_RETURN(auto file, storage::parse_wraps_file(part));
    files.push_back(std::move(file));
  }
  return files;
}

base::Result<std::vector<storage::DayPublicKey>> read_day_keys(
    base::FileSystem& files, const std::vector<std::string>& volumes, const base::Id& camera,
    base::Day from) {
  std::vector<storage::DayPublicKey> keys;
  ASSIGN_OR_RETURN(const auto days, storage::wraps_days(files, volumes, camera));
  // All that may still be used, and the last one in any case.
  for (const base::Day day : days) {
    if (day < from && day != days.back()) continue;
    const auto wraps = storage::read_wraps(files, volumes, camera, day);
    if (!wraps) continue;
    if (const auto key = storage::day_public_key(*wraps)) keys.push_back(*key);
  }
  return keys;
}

base::Result<std::vector<storage::DayPublicKey>> write_day_keys(
    base::FileSystem& files, const std::vector<std::string>& volumes,
    const std::vector<storage::WrapsFile>& wraps) {
  std::vector<storage::DayPublicKey> keys;
  for (const storage::WrapsFile& each : wraps) {
    ASSIGN_OR_RETURN(const auto key, storage::day_public_key(each));
    keys.push_back(key);
  }
  if (wraps.size() > kFewWraps) {
    RETURN_IF_ERROR(storage::write_many_wraps(files, volumes, wraps));
    return keys;
  }
  for (const storage::WrapsFile& each : wraps) {
    RETURN_IF_ERROR(storage::write_wraps(files, volumes, each));
  }
  return keys;
}

}  // namespace

DayKeys::DayKeys(Surroundings surroundings) : out_{std::move(surroundings)} {}

base::Day DayKeys::today() const {
  return base::day_of(base::to_ticks(out_.clock.wall()));
}

void DayKeys::want(const base::Id& camera) {
  if (!cameras_.try_emplace(camera).second) return;
  load(camera);
}

void DayKeys::load(const base::Id& camera) {
  CameraKeys& known = cameras_.at(camera);
  known.asking = out_.on_disk([this, alive = std::weak_ptr{alive_}, camera, post = out_.post,
                               &files = out_.files, volumes = out_.volumes, from = today()] {
    auto read = read_day_keys(files, volumes, camera, from > 0 ? from - 1 : 0);
    // None were written yet, or none can be read: the keeper has them all.
    Loaded keys = read ? *std::move(read) : Loaded{};
    post([this, alive, camera, keys = std::move(keys)] {
      if (alive.expired()) return;
      cameras_.at(camera).loaded = true;
      on_written(camera, keys);
    });
  });
}

std::optional<ChosenDayKey> DayKeys::find(const base::Id& camera, base::Day day) const {
  const auto known = cameras_.find(camera);
  if (known == cameras_.end() || known->second.keys.empty()) return std::nullopt;
  const auto& keys = known->second.keys;
  if (const auto exact = keys.find(day); exact != keys.end()) {
    return ChosenDayKey{exact->second, storage::DayKeyChoice::OfStartDay};
  }
  return ChosenDayKey{keys.rbegin()->second, storage::DayKeyChoice::LastMinted};
}

std::optional<base::Day> DayKeys::first_missing(const CameraKeys& known) const {
  const base::Day from = today();
  for (base::Day day = from; day < from + kDaysAhead; ++day) {
    if (!known.keys.contains(day) || known.erased.contains(day)) return day;
  }
  return std::nullopt;
}

void DayKeys::refill() {
  for (auto& [camera, known] : cameras_) {
    if (known.asking || out_.clock.steady() < known.next_try) continue;
    if (known.loaded) {
      ask(camera, known);
    } else {
      load(camera);
    }
  }
  ask_revision();
}

void DayKeys::ask(const base::Id& camera, CameraKeys& known) {
  const auto from = first_missing(known);
  if (!from) return;
  known.asking = true;
  base::ipc::Payload asked;
  asked.arguments["camera"] = base::to_string(camera);
  asked.arguments["from_day"] = std::int64_t{*from};
  const std::int64_t missing = std::int64_t{today()} + kDaysAhead - *from;
  asked.arguments["days"] = known.keys.empty() ? std::min(kDaysAtFirst, missing) : missing;
  out_.keeper.start("mint_day_keys", std::move(asked), kKeeperTimeout,
                    [this, alive = std::weak_ptr{alive_}, camera,
                     post = out_.post](base::Result<base::ipc::Reply> reply) {
                      const auto shared =
                          std::make_shared<base::Result<base::ipc::Reply>>(std::move(reply));
                      post([this, alive, camera, shared] {
                        if (!alive.expired()) on_minted(camera, std::move(*shared));
                      });
                    });
}

void DayKeys::on_minted(const base::Id& camera, base::Result<base::ipc::Reply> reply) {
  if (!reply) return on_written(camera, std::move(reply).error());
  auto wraps = wraps_in(*reply);
  if (!wraps) return on_written(camera, std::move(wraps).error());
  const bool taken =
      out_.on_disk([this, alive = std::weak_ptr{alive_}, camera, post = out_.post,
                    &files = out_.files, volumes = out_.volumes, wraps = *std::move(wraps)] {
        auto written = write_day_keys(files, volumes, wraps);
        post([this, alive, camera, written = std::move(written)] {
          if (!alive.expired()) on_written(camera, written);
        });
      });
  if (!taken) on_written(camera, base::Error{base::ErrorKind::Unavailable, "the disk is busy"});
}

void DayKeys::on_written(const base::Id& camera, const base::Result<Loaded>& keys) {
  CameraKeys& known = cameras_.at(camera);
  known.asking = false;
  if (!keys) {
    known.next_try = out_.clock.steady() + kRetryAfter;
    if (!std::exchange(told_, true)) {
      out_.logger.log(base::Severity::Warning, "no-day-keys", {{"reason", keys.error().message}});
    }
    return;
  }
  told_ = false;
  for (const storage::DayPublicKey& key : *keys) {
    known.keys[key.day] = key;
    known.erased.erase(key.day);
  }
  // Keys of days that are over are of no more use, but for the last one.
  const base::Day before = today() > 0 ? today() - 1 : 0;
  while (known.keys.size() > 1 && known.keys.begin()->first < before) {
    known.keys.erase(known.keys.begin());
  }
  ask(camera, known);
}

void DayKeys::ask_keeper(const char* verb, base::Json arguments, const Window& window,
                         KeeperAnswer answer) {
  base::ipc::Payload asked;
  asked.arguments = std::move(arguments);
  out_.keeper.start(verb, std::move(asked), kKeeperTimeout,
                    [this, alive = std::weak_ptr{alive_}, window, answer,
                     post = out_.post](base::Result<base::ipc::Reply> reply) {
                      const auto shared =
                          std::make_shared<base::Result<base::ipc::Reply>>(std::move(reply));
                      post([this, alive, window, answer, shared] {
                        if (!alive.expired()) (this->*answer)(window, std::move(*shared));
                      });
                    });
}

void DayKeys::ask_revision() {
  const base::SteadyTime now = out_.clock.steady();
  if (comparing_ || now < next_revision_check_) return;
  next_revision_check_ = now + kRevisionEvery;
  comparing_ = true;
  ask_keeper("keeper_state", base::Json{base::Json::Object{}}, {}, &DayKeys::on_revision);
}

void DayKeys::on_revision(const Window&, base::Result<base::ipc::Reply> reply) {
  comparing_ = false;
  if (!reply) return;  // it is asked again
  const auto revision = reply->arguments.get_string("wraps_revision");
  if (!revision || *revision == revision_) return;
  comparing_ = true;
  next_revision_ = *revision;
  to_compare_.clear();
  for (const auto& [camera, known] : cameras_) to_compare_.push_back(camera);
  compare_next_camera();
}

// One after the other, so that footage never waits behind many.
void DayKeys::compare_next_camera() {
  if (to_compare_.empty()) {
    comparing_ = false;
    revision_ = next_revision_;
    return;
  }
  const base::Id camera = to_compare_.back();
  to_compare_.pop_back();
  ask_wraps({camera, today(), kWindowDays});
}

void DayKeys::ask_wraps(const Window& window) {
  base::Json arguments;
  arguments["camera"] = base::to_string(window.camera);
  arguments["from_day"] = std::int64_t{window.from};
  arguments["days"] = static_cast<std::int64_t>(window.days);
  ask_keeper("day_wraps", std::move(arguments), window, &DayKeys::on_wraps);
}

void DayKeys::on_wraps(const Window& window, base::Result<base::ipc::Reply> reply) {
  if (!reply) return on_compared(window, std::move(reply).error());
  const auto shared = std::make_shared<const base::ipc::Reply>(*std::move(reply));
  const bool taken = out_.on_disk([this, alive = std::weak_ptr{alive_}, window, shared,
                                   post = out_.post, &files = out_.files, volumes = out_.volumes] {
    auto compared = compare_wraps(files, volumes, window, *shared);
    post([this, alive, window, compared = std::move(compared)] {
      if (!alive.expired()) on_compared(window, compared);
    });
  });
  if (!taken) on_compared(window, base::Error{base::ErrorKind::Unavailable, "the disk is busy"});
}

void DayKeys::on_compared(const Window& window, const base::Result<Compared>& compared) {
  if (!compared) {
    comparing_ = false;  // the revision is not taken for done, so all of it comes again
    return;
  }
  CameraKeys& known = cameras_.at(window.camera);
  for (const storage::DayPublicKey& key : compared->changed) {
    if (known.keys.contains(key.day)) known.keys[key.day] = key;
  }
  for (const base::Day day : compared->erased) {
    if (day >= today() && known.keys.contains(day)) known.erased.insert(day);
  }
  if (!known.asking && known.loaded) ask(window.camera, known);
  if (compared->any && window.from >= kWindowDays) {
    return ask_wraps(
        {window.camera, static_cast<base::Day>(window.from - kWindowDays), kWindowDays});
  }
  compare_next_camera();
}

// Brings the files of those days in line; those that are not on disk stay away.
base::Result<DayKeys::Compared> DayKeys::compare_wraps(base::FileSystem& files,
                                                       const std::vector<std::string>& volumes,
                                                       const Window& window,
                                                       const base::ipc::Reply& reply) {
  ASSIGN_OR_RETURN(const auto told, files_in(reply));
  if (told.size() != window.days) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper told of other days"};
  }
  Compared result;
  std::vector<storage::WrapsFile> changed;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto day = static_cast<base::Day>(window.from + i);
    result.any = result.any || !told[i].empty();
    const auto here = storage::read_wraps(files, volumes, window.camera, day);
    if (!here && here.error().kind == base::ErrorKind::NotFound) continue;
    if (told[i].empty()) {
      result.erased.push_back(day);
      continue;
    }
    ASSIGN_OR_RETURN(auto wraps, storage::parse_wraps_file(told[i]));
    if (!here || *here != wraps) changed.push_back(std::move(wraps));
  }
  ASSIGN_OR_RETURN(result.changed, write_day_keys(files, volumes, changed));
  return result;
}

}  // namespace nvr
