#include "tests/support/memory_file_system.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "tests/support/memory_disk.h"

namespace test_support {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

// What every handle does: it keeps its node in use, and dies with the power.
class Handle {
 public:
  Handle(std::shared_ptr<MemoryDisk> disk, MemoryTree& tree, NodePtr node, std::string path)
      : disk_{std::move(disk)},
        node_{std::move(node)},
        path_{std::move(path)},
        generation_{tree.generation} {
    ++node_->handles;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    while_powered([this](MemoryTree& tree) { tree.close(*node_); });
  }

  template <typename Function>
  auto call(Operation operation, const Function& function) const {
    return disk_->call(operation, path_,
                       [&](MemoryTree& tree) -> std::invoke_result_t<Function, MemoryTree&> {
                         if (tree.generation != generation_)
                           return Error{ErrorKind::Io, path_ + ": power lost"};
                         return function(tree);
                       });
  }

  // Outside of any call of the user.
  template <typename Function>
  void while_powered(const Function& function) const {
    disk_->tree.with([&](MemoryTree& tree) {
      if (tree.generation == generation_) function(tree);
    });
  }

  MemoryNode& node() const { return *node_; }

 private:
  std::shared_ptr<MemoryDisk> disk_;
  NodePtr node_;
  std::string path_;
  std::uint64_t generation_;
};

class MemoryAppendFile : public base::AppendFile {
 public:
  template <typename... Args>
  explicit MemoryAppendFile(Args&&... args) : handle_{std::forward<Args>(args)...} {
    size_ = handle_.node().bytes.size();
  }

  Result<void> append(base::ByteView bytes) override {
    const bool was_usable = !poison_;
    auto done = change(Operation::Append,
                       [&](MemoryTree& tree) { return tree.write(handle_.node(), bytes); });
    if (done) size_ += bytes.size();
    if (poison_ && was_usable) {
      handle_.while_powered([&](MemoryTree& tree) {
        [[maybe_unused]] const auto half =
            tree.write(handle_.node(), bytes.first(bytes.size() / 2));
      });
    }
    return done;
  }

  Result<void> sync() override {
    const bool was_usable = !poison_;
    auto done = change(Operation::Sync, [&](MemoryTree&) -> Result<void> {
      MemoryTree::sync(handle_.node());
      return {};
    });
    // As in the kernel: what was not written is forgotten, and no later sync will write it.
    if (!done && was_usable) {
      handle_.while_powered([&](MemoryTree&) { handle_.node().unsynced_bytes.clear(); });
    }
    return done;
  }

  Result<void> preallocate(std::uint64_t bytes) override {
    return change(Operation::Preallocate,
                  [&](MemoryTree& tree) { return tree.reserve(handle_.node(), size_ + bytes); });
  }

  Result<void> truncate(std::uint64_t size) override {
    assert(size <= size_);
    auto done = change(Operation::Truncate, [&](MemoryTree& tree) -> Result<void> {
      tree.cut(handle_.node(), size);
      return {};
    });
    if (done) size_ = size;
    return done;
  }

  std::uint64_t size() const override { return size_; }

 private:
  template <typename Function>
  Result<void> change(Operation operation, const Function& function) {
    if (poison_) return *poison_;
    Result<void> done = handle_.call(operation, function);
    if (done) return done;
    const bool harmless = operation == Operation::Append || operation == Operation::Preallocate;
    if (!harmless || done.error().kind != ErrorKind::DiskFull) poison_ = done.error();
    return done;
  }

  Handle handle_;
  std::uint64_t size_ = 0;
  std::optional<Error> poison_;
};

class MemoryReadFile : public base::ReadFile {
 public:
  template <typename... Args>
  explicit MemoryReadFile(Args&&... args) : handle_{std::forward<Args>(args)...} {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    return handle_.call(Operation::ReadAt, [&](MemoryTree&) -> Result<std::size_t> {
      const base::Bytes& bytes = handle_.node().bytes;
      if (offset >= bytes.size()) return std::size_t{0};
      const std::size_t count = std::min<std::size_t>(into.size(), bytes.size() - offset);
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
      return count;
    });
  }

  Result<std::uint64_t> size() const override {
    return handle_.call(Operation::Stat, [&](MemoryTree&) -> Result<std::uint64_t> {
      return std::uint64_t{handle_.node().bytes.size()};
    });
  }

 private:
  Handle handle_;
};

class MemoryVolumeHandle : public base::VolumeHandle {
 public:
  template <typename... Args>
  explicit MemoryVolumeHandle(Args&&... args) : handle_{std::forward<Args>(args)...} {}

  Result<void> sync() override {
    return handle_.call(Operation::SyncVolume, [&](MemoryTree&) -> Result<void> {
      MemoryTree::sync_all(handle_.node());
      return {};
    });
  }

 private:
  Handle handle_;
};

class MemoryFileLock : public base::FileLock {
 public:
  template <typename... Args>
  explicit MemoryFileLock(Args&&... args) : handle_{std::forward<Args>(args)...} {}
  MemoryFileLock(const MemoryFileLock&) = delete;
  MemoryFileLock& operator=(const MemoryFileLock&) = delete;
  ~MemoryFileLock() override {
    handle_.while_powered([this](MemoryTree& tree) { tree.locked.erase(&handle_.node()); });
  }

 private:
  Handle handle_;
};

}  // namespace

MemoryFileSystem::MemoryFileSystem(const base::Clock* clock)
    : disk_{std::make_shared<MemoryDisk>(clock)} {}

MemoryFileSystem::~MemoryFileSystem() = default;

void MemoryFileSystem::lose_power() {
  disk_->tree.with([](MemoryTree& tree) { tree.lose_power(std::nullopt); });
}

void MemoryFileSystem::lose_power(std::uint64_t seed) {
  disk_->tree.with([&](MemoryTree& tree) { tree.lose_power(seed); });
}

void MemoryFileSystem::limit_space(std::uint64_t free_bytes) {
  disk_->tree.with([&](MemoryTree& tree) { tree.capacity = tree.used() + free_bytes; });
}

void MemoryFileSystem::fail(Operation operation, std::size_t nth, ErrorKind kind) {
  assert(nth > 0);
  disk_->tree.with([&](MemoryTree& tree) { tree.faults.push_back({operation, nth, kind}); });
}

void MemoryFileSystem::change_mount(const std::string& path, base::MountId id) {
  disk_->tree.with([&](MemoryTree& tree) { tree.mounts[path] = id; });
}

void MemoryFileSystem::on_call(std::function<void(Operation, const std::string&)> hook) {
  disk_->hook.with([&](CallHook& set) { set = std::move(hook); });
}

std::size_t MemoryFileSystem::calls(Operation operation) const {
  return disk_->tree.with(
      [&](const MemoryTree& tree) { return tree.calls[static_cast<std::size_t>(operation)]; });
}

Result<std::unique_ptr<base::AppendFile>> MemoryFileSystem::create(const std::string& path,
                                                                   base::Access) {
  using Opened = std::unique_ptr<base::AppendFile>;
  return disk_->call(Operation::Create, path, [&](MemoryTree& tree) -> Result<Opened> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.add(path, false));
    return Opened{std::make_unique<MemoryAppendFile>(disk_, tree, node, path)};
  });
}

Result<std::unique_ptr<base::AppendFile>> MemoryFileSystem::open_append(const std::string& path) {
  using Opened = std::unique_ptr<base::AppendFile>;
  return disk_->call(Operation::OpenAppend, path, [&](MemoryTree& tree) -> Result<Opened> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find_file(path));
    return Opened{std::make_unique<MemoryAppendFile>(disk_, tree, node, path)};
  });
}

Result<std::unique_ptr<base::ReadFile>> MemoryFileSystem::open_read(const std::string& path) {
  using Opened = std::unique_ptr<base::ReadFile>;
  return disk_->call(Operation::OpenRead, path, [&](MemoryTree& tree) -> Result<Opened> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find_file(path));
    return Opened{std::make_unique<MemoryReadFile>(disk_, tree, node, path)};
  });
}

Result<std::unique_ptr<base::VolumeHandle>> MemoryFileSystem::open_volume(const std::string& path) {
  using Opened = std::unique_ptr<base::VolumeHandle>;
  return disk_->call(Operation::OpenVolume, path, [&](MemoryTree& tree) -> Result<Opened> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find_directory(path));
    return Opened{std::make_unique<MemoryVolumeHandle>(disk_, tree, node, path)};
  });
}

Result<std::unique_ptr<base::FileLock>> MemoryFileSystem::lock(const std::string& path) {
  using Opened = std::unique_ptr<base::FileLock>;
  return disk_->call(Operation::Lock, path, [&](MemoryTree& tree) -> Result<Opened> {
    auto node = tree.find_file(path);
    if (!node && node.error().kind == ErrorKind::NotFound) node = tree.add(path, false);
    if (!node) return node.error();
    if (!tree.locked.insert(node->get()).second) return Error{ErrorKind::Unavailable, path};
    return Opened{std::make_unique<MemoryFileLock>(disk_, tree, *node, path)};
  });
}

Result<void> MemoryFileSystem::rename(const std::string& from, const std::string& to) {
  return disk_->call(Operation::Rename, from,
                     [&](MemoryTree& tree) { return tree.rename(from, to); });
}

Result<void> MemoryFileSystem::remove_file(const std::string& path) {
  return disk_->call(Operation::RemoveFile, path,
                     [&](MemoryTree& tree) { return tree.remove(path, false); });
}

Result<void> MemoryFileSystem::make_directory(const std::string& path, base::Access) {
  return disk_->call(Operation::MakeDirectory, path, [&](MemoryTree& tree) -> Result<void> {
    RETURN_IF_ERROR(tree.add(path, true));
    return {};
  });
}

Result<void> MemoryFileSystem::remove_directory(const std::string& path) {
  return disk_->call(Operation::RemoveDirectory, path,
                     [&](MemoryTree& tree) { return tree.remove(path, true); });
}

Result<void> MemoryFileSystem::sync_directory(const std::string& path) {
  return disk_->call(Operation::SyncDirectory, path, [&](MemoryTree& tree) -> Result<void> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find_directory(path));
    MemoryTree::sync(*node);
    return {};
  });
}

Result<std::vector<base::DirectoryEntry>> MemoryFileSystem::list(const std::string& path,
                                                                 std::size_t entries_max) {
  using Listed = std::vector<base::DirectoryEntry>;
  return disk_->call(Operation::List, path, [&](MemoryTree& tree) -> Result<Listed> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find_directory(path));
    if (node->entries.size() > entries_max) return Error{ErrorKind::InvalidInput, path};
    Listed listed;
    for (const auto& [name, entry] : node->entries) {
      listed.push_back(
          {name, entry->is_directory ? base::FileType::Directory : base::FileType::Regular});
    }
    return listed;
  });
}

Result<base::FileInfo> MemoryFileSystem::stat(const std::string& path) {
  return disk_->call(Operation::Stat, path, [&](MemoryTree& tree) -> Result<base::FileInfo> {
    ASSIGN_OR_RETURN(const NodePtr node, tree.find(path));
    return base::FileInfo{node->is_directory ? base::FileType::Directory : base::FileType::Regular,
                          node->bytes.size(), node->modified};
  });
}

Result<base::Space> MemoryFileSystem::space(const std::string& path) {
  return disk_->call(Operation::Space, path, [&](MemoryTree& tree) -> Result<base::Space> {
    RETURN_IF_ERROR(tree.find(path));
    return base::Space{tree.capacity - std::min(tree.capacity, tree.used()), tree.capacity};
  });
}

Result<base::MountId> MemoryFileSystem::mount_of(const std::string& path) {
  return disk_->call(Operation::MountOf, path, [&](MemoryTree& tree) -> Result<base::MountId> {
    RETURN_IF_ERROR(tree.find(path));
    return tree.mount_of(path);
  });
}

}  // namespace test_support
