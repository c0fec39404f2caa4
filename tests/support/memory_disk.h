// A MemoryTree shared by a MemoryFileSystem and its handles: one lock, one hook.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "tests/support/memory_tree.h"

namespace test_support {

using CallHook = std::function<void(Operation, const std::string& path)>;

class MemoryDisk {
 public:
  explicit MemoryDisk(const base::Clock* clock) : tree{MemoryTree{clock}} {}

  // One call of a user: the hook, then the fault set on it, if any, else `function`.
  template <typename Function>
  auto call(Operation operation, const std::string& path, const Function& function) {
    announce(operation, path);
    return tree.with([&](MemoryTree& held) -> std::invoke_result_t<Function, MemoryTree&> {
      RETURN_IF_ERROR(held.begin(operation, path));
      return function(held);
    });
  }

  void announce(Operation operation, const std::string& path) {
    const CallHook called = hook.with([](const CallHook& set) { return set; });
    if (called) called(operation, path);
  }

  base::Guarded<MemoryTree> tree;
  base::Guarded<CallHook> hook;
};

}  // namespace test_support
