#include "appliance/access/throttle.h"

#include <algorithm>

namespace appliance {

base::Result<void> Throttle::begin(std::string_view key, base::SteadyTime now) {
  return records_.with([&](Records& records) -> base::Result<void> {
    auto found = records.find(key);
    if (found == records.end()) {
      make_room(records, now);
      found = records.emplace(std::string{key}, Record{}).first;
    }
    Record& record = found->second;
    if (now - record.last > options_.forget_after) record.failures = 0;
    if (record.failures >= options_.free_attempts && now < record.next) {
      return base::Error{base::ErrorKind::Unavailable, "too many attempts"};
    }
    ++record.failures;
    record.last = now;
    if (record.failures >= options_.free_attempts) {
      const unsigned doublings = std::min(record.failures - options_.free_attempts, 20U);
      record.next =
          now + std::min(options_.wait_max, options_.first_wait * (std::int64_t{1} << doublings));
    }
    return {};
  });
}

void Throttle::succeeded(std::string_view key) {
  records_.with([&](Records& records) {
    const auto found = records.find(key);
    if (found != records.end()) records.erase(found);
  });
}

void Throttle::withdraw(std::string_view key) {
  records_.with([&](Records& records) {
    const auto found = records.find(key);
    if (found == records.end() || found->second.failures == 0) return;
    Record& record = found->second;
    --record.failures;
    record.next = record.last;
  });
}

std::chrono::seconds Throttle::wait(std::string_view key, base::SteadyTime now) const {
  return records_.with([&](const Records& records) {
    const auto found = records.find(key);
    if (found == records.end()) return std::chrono::seconds{0};
    const Record& record = found->second;
    const bool refuses = record.failures >= options_.free_attempts && now < record.next &&
                         now - record.last <= options_.forget_after;
    return refuses ? std::chrono::ceil<std::chrono::seconds>(record.next - now)
                   : std::chrono::seconds{0};
  });
}

void Throttle::make_room(Records& records, base::SteadyTime now) const {
  if (records.size() < options_.keys_max) return;
  std::erase_if(records,
                [&](const auto& each) { return now - each.second.last > options_.forget_after; });
  if (records.size() < options_.keys_max) return;
  records.erase(
      std::ranges::min_element(records, {}, [](const auto& each) { return each.second.last; }));
}

std::string throttle_key(const http::Peer& peer) {
  const std::size_t counted = peer.is_ipv4() ? peer.address.size() : peer.address.size() / 2;
  return base::hex(base::ByteView{peer.address}.first(counted));
}

}  // namespace appliance
