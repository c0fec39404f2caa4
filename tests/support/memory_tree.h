// What a disk holds and what of it is durable: the state behind MemoryFileSystem.
//
// Each file and directory keeps the changes made since its last sync, in order, so that power loss
// can take all of them or any subset. Not thread-safe: MemoryFileSystem guards it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"

namespace test_support {

enum class Operation {
  Create,
  OpenAppend,
  OpenRead,
  OpenVolume,
  Lock,
  Append,
  Sync,
  Preallocate,
  Truncate,
  ReadAt,
  SyncVolume,
  Rename,
  RemoveFile,
  MakeDirectory,
  RemoveDirectory,
  SyncDirectory,
  List,
  Stat,
  Space,
  MountOf,
  Any,  // for faults and counts: whichever comes; the last
};
struct MemoryNode;
using NodePtr = std::shared_ptr<MemoryNode>;
using Entries = std::map<std::string, NodePtr, std::less<>>;

// One write, or a cut to `offset` when `cuts`.
struct FileChange {
  std::uint64_t offset;
  base::Bytes bytes;
  bool cuts = false;
};

// What one call changed in one directory, all or nothing; a null node is a removal.
using DirectoryChange = std::vector<std::pair<std::string, NodePtr>>;

struct MemoryNode {
  bool is_directory = false;
  base::WallTime modified{};

  base::Bytes bytes;
  base::Bytes durable_bytes;
  std::vector<FileChange> unsynced_bytes;
  std::uint64_t reserved = 0;  // of the disk; at least bytes.size()

  Entries entries;
  Entries durable_entries;
  std::vector<DirectoryChange> unsynced_entries;

  std::size_t names = 0;  // 0 or 1, the root apart
  std::size_t handles = 0;
};

class MemoryTree {
 public:
  explicit MemoryTree(const base::Clock* clock);

  // Counts the call, and gives the error of the fault that was set on it.
  base::Result<void> begin(Operation operation, const std::string& path);

  base::Result<NodePtr> find(const std::string& path) const;
  base::Result<NodePtr> find_file(const std::string& path) const;
  base::Result<NodePtr> find_directory(const std::string& path) const;
  base::Result<NodePtr> add(const std::string& path, bool is_directory);
  base::Result<void> remove(const std::string& path, bool is_directory);
  base::Result<void> rename(const std::string& from, const std::string& to);
  base::MountId mount_of(const std::string& path) const;

  base::Result<void> write(MemoryNode& node, base::ByteView bytes);
  void cut(MemoryNode& node, std::uint64_t size);
  base::Result<void> reserve(MemoryNode& node, std::uint64_t end);
  void close(MemoryNode& node);  // one handle less

  static void sync(MemoryNode& node);           // its bytes or its entries
  static void sync_all(MemoryNode& directory);  // and everything below

  void lose_power(std::optional<std::uint64_t> seed);

  std::uint64_t used() const { return used_; }

  std::uint64_t capacity = std::uint64_t{1} << 40;
  std::uint64_t generation = 0;  // handles of an earlier one are dead
  std::map<std::string, base::MountId> mounts;
  std::set<const MemoryNode*> locked;
  struct Fault {
    Operation operation;
    std::size_t calls_left;
    base::ErrorKind kind;
  };
  std::vector<Fault> faults;
  std::array<std::size_t, static_cast<std::size_t>(Operation::Any) + 1> calls{};

 private:
  struct Place {
    NodePtr directory;
    std::string name;
  };
  base::Result<Place> locate(const std::string& path) const;
  void change(MemoryNode& directory, DirectoryChange change);
  void forget_if_gone(MemoryNode& node);
  void settle(MemoryNode& node, std::mt19937_64* random);
  void count(const NodePtr& node);

  const base::Clock* clock_;
  NodePtr root_;
  std::uint64_t used_ = 0;
};

}  // namespace test_support
