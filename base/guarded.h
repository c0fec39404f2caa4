// A value that several threads share, with the mutex that guards it: the value is reachable only
// while the mutex is held.
//
// `queue_lengths.with([&](Lengths& lengths) { lengths[camera] += 1; });`
//
// For small shared state outside base/, where no mutex may be named. The function runs with the
// mutex held: keep it short, let it call nothing that blocks, and never with() the same object
// again. A reference to the value cannot be returned from it by accident. To hand work from thread
// to thread, use bounded_queue.h.
#pragma once

#include <mutex>
#include <type_traits>
#include <utility>

namespace base {

template <typename T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_{std::move(value)} {}

  template <typename Function>
  auto with(Function&& function) {
    static_assert(stays_inside<std::invoke_result_t<Function, T&>>, "would escape the mutex");
    const std::lock_guard lock{mutex_};
    return std::forward<Function>(function)(value_);
  }

  template <typename Function>
  auto with(Function&& function) const {
    static_assert(stays_inside<std::invoke_result_t<Function, const T&>>, "would escape the mutex");
    const std::lock_guard lock{mutex_};
    return std::forward<Function>(function)(value_);
  }

 private:
  template <typename Returned>
  static constexpr bool stays_inside =
      !std::is_reference_v<Returned> && !std::is_pointer_v<Returned>;

  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace base
