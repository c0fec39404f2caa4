#include "nvr/recorder/day_keys.h"

#include <algorithm>
#include <utility>

#include "storage/volume/wraps_files.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kDaysAtOnce = 4;  // each is two files to sync, and footage waits behind them
constexpr auto kRetryAfter = 3s;
constexpr auto kKeeperTimeout = 10s;

base::Result<std::vector<storage::WrapsFile>> wraps_in(const base::ipc::Reply& reply) {
  const base::Json* sizes = reply.arguments.find("sizes");
  if (sizes == nullptr || sizes->as_array() == nullptr) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer has no sizes"};
  }
  std::vector<storage::WrapsFile> files;
  base::ByteView rest = reply.body;
  for (const base::Json& each : *sizes->as_array()) {
    const std::int64_t* size = each.as_int();
    if (size == nullptr || *size < 0 || static_cast<std::uint64_t>(*size) > rest.size()) {
      return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer is cut short"};
    }
    ASSIGN_OR_RETURN(auto file,
                     storage::parse_wraps_file(rest.first(static_cast<std::size_t>(*size))));
    rest = rest.subspan(static_cast<std::size_t>(*size));
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
    RETURN_IF_ERROR(storage::write_wraps(files, volumes, each));
    keys.push_back(key);
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
    if (!known.keys.contains(day)) return day;
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
}

void DayKeys::ask(const base::Id& camera, CameraKeys& known) {
  const auto from = first_missing(known);
  if (!from) return;
  known.asking = true;
  base::ipc::Payload asked;
  asked.arguments["camera"] = base::to_string(camera);
  asked.arguments["from_day"] = std::int64_t{*from};
  asked.arguments["days"] =
      std::min<std::int64_t>(kDaysAtOnce, std::int64_t{today()} + kDaysAhead - *from);
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
  for (const storage::DayPublicKey& key : *keys) known.keys[key.day] = key;
  // Keys of days that are over are of no more use, but for the last one.
  const base::Day before = today() > 0 ? today() - 1 : 0;
  while (known.keys.size() > 1 && known.keys.begin()->first < before) {
    known.keys.erase(known.keys.begin());
  }
  ask(camera, known);
}

}  // namespace nvr
