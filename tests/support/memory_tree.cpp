#include "tests/support/memory_tree.h"

#include <algorithm>
#include <cassert>
#include <string_view>

namespace test_support {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    std::string part = path.substr(at, end - at);
    assert(part != "..");
    if (!part.empty() && part != ".") parts.push_back(std::move(part));
    at = end + 1;
  }
  return parts;
}

bool is_above(const std::vector<std::string>& above, const std::vector<std::string>& below) {
  return above.size() <= below.size() && std::equal(above.begin(), above.end(), below.begin());
}

void replay(base::Bytes& bytes, const FileChange& change) {
  if (change.cuts) {
    bytes.resize(std::min<std::size_t>(bytes.size(), change.offset));
    return;
  }
  // A hole, where an earlier write was lost and this one was not, reads as zeros.
  bytes.resize(std::max<std::size_t>(bytes.size(), change.offset + change.bytes.size()));
  std::ranges::copy(change.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

void replay(Entries& entries, const DirectoryChange& change) {
  for (const auto& [name, node] : change) {
    if (node) {
      entries[name] = node;
    } else {
      entries.erase(name);
    }
  }
}

bool flip(std::mt19937_64& random) {
  return (random() & 1U) != 0;
}

// What of the unsynced changes reached the disk.
std::vector<FileChange> survivors(std::vector<FileChange> changes, std::mt19937_64& random) {
  std::erase_if(changes, [&](const FileChange&) { return flip(random); });
  if (!changes.empty() && !changes.back().cuts) {
    base::Bytes& last = changes.back().bytes;
    last.resize(random() % (last.size() + 1));
  }
  return changes;
}

}  // namespace

MemoryTree::MemoryTree(const base::Clock* clock)
    : clock_{clock}, root_{std::make_shared<MemoryNode>()} {
  root_->is_directory = true;
  root_->names = 1;
}

Result<void> MemoryTree::begin(Operation operation, const std::string& path) {
  ++calls[static_cast<std::size_t>(operation)];
  ++calls[static_cast<std::size_t>(Operation::Any)];
  std::optional<ErrorKind> failure;
  for (Fault& fault : faults) {
    if (fault.operation != operation && fault.operation != Operation::Any) continue;
    if (--fault.calls_left == 0) failure = fault.kind;
  }
  std::erase_if(faults, [](const Fault& fault) { return fault.calls_left == 0; });
  if (failure) return Error{*failure, "fault set on " + path};
  return {};
}

Result<NodePtr> MemoryTree::find(const std::string& path) const {
  NodePtr node = root_;
  for (const std::string& part : parts_of(path)) {
    const auto found = node->entries.find(part);
    if (found == node->entries.end()) return Error{ErrorKind::NotFound, path};
    node = found->second;
  }
  if (path.ends_with("/.") && !node->is_directory) return Error{ErrorKind::NotFound, path};
  return node;
}

Result<NodePtr> MemoryTree::find_file(const std::string& path) const {
  ASSIGN_OR_RETURN(NodePtr node, find(path));
  if (node->is_directory) return Error{ErrorKind::Denied, path + " is not a plain file"};
  return node;
}

Result<NodePtr> MemoryTree::find_directory(const std::string& path) const {
  ASSIGN_OR_RETURN(NodePtr node, find(path));
  if (!node->is_directory) return Error{ErrorKind::NotFound, path + " is not a directory"};
  return node;
}

Result<MemoryTree::Place> MemoryTree::locate(const std::string& path) const {
  ASSIGN_OR_RETURN(NodePtr directory, find_directory(base::parent_directory(path)));
  auto parts = parts_of(path);
  if (parts.empty()) return Error{ErrorKind::InvalidInput, path};
  return Place{std::move(directory), std::move(parts.back())};
}

Result<NodePtr> MemoryTree::add(const std::string& path, bool is_directory) {
  ASSIGN_OR_RETURN(const Place place, locate(path));
  if (place.directory->entries.contains(place.name)) return Error{ErrorKind::Exists, path};
  auto node = std::make_shared<MemoryNode>();
  node->is_directory = is_directory;
  node->names = 1;
  if (clock_ != nullptr) node->modified = clock_->wall();
  change(*place.directory, {{place.name, node}});
  return node;
}

Result<void> MemoryTree::remove(const std::string& path, bool is_directory) {
  ASSIGN_OR_RETURN(const Place place, locate(path));
  ASSIGN_OR_RETURN(const NodePtr node, find(path));
  if (node->is_directory != is_directory) {
    return Error{is_directory ? ErrorKind::NotFound : ErrorKind::InvalidInput, path};
  }
  if (!node->entries.empty()) return Error{ErrorKind::Exists, path + " is not empty"};
  change(*place.directory, {{place.name, nullptr}});
  node->names = 0;
  forget_if_gone(*node);
  return {};
}

Result<void> MemoryTree::rename(const std::string& from, const std::string& to) {
  ASSIGN_OR_RETURN(const Place old_place, locate(from));
  ASSIGN_OR_RETURN(const NodePtr node, find(from));
  ASSIGN_OR_RETURN(const Place new_place, locate(to));
  const auto target = find(to);
  if (target && *target == node) return {};
  if (node->is_directory && is_above(parts_of(from), parts_of(to))) {
    return Error{ErrorKind::InvalidInput, to + " is below " + from};
  }
  if (target) {
    if (node->is_directory && !(*target)->is_directory) return Error{ErrorKind::NotFound, to};
    if (!node->is_directory && (*target)->is_directory) return Error{ErrorKind::InvalidInput, to};
    if (!(*target)->entries.empty()) return Error{ErrorKind::Exists, to + " is not empty"};
    (*target)->names = 0;
    forget_if_gone(**target);
  }
  if (old_place.directory == new_place.directory) {
    change(*old_place.directory, {{old_place.name, nullptr}, {new_place.name, node}});
  } else {
    // Durable on each side only when that side is synced: POSIX promises no more.
    change(*old_place.directory, {{old_place.name, nullptr}});
    change(*new_place.directory, {{new_place.name, node}});
  }
  return {};
}

base::MountId MemoryTree::mount_of(const std::string& path) const {
  const auto parts = parts_of(path);
  std::size_t depth = 0;
  base::MountId id{1, 1};
  for (const auto& [point, mounted] : mounts) {
    const auto above = parts_of(point);
    if (!is_above(above, parts) || above.size() < depth) continue;
    depth = above.size();
    id = mounted;
  }
  return id;
}

Result<void> MemoryTree::write(MemoryNode& node, base::ByteView bytes) {
  RETURN_IF_ERROR(reserve(node, node.bytes.size() + bytes.size()));
  FileChange change{node.bytes.size(), {bytes.begin(), bytes.end()}};
  replay(node.bytes, change);
  node.unsynced_bytes.push_back(std::move(change));
  if (clock_ != nullptr) node.modified = clock_->wall();
  return {};
}

void MemoryTree::cut(MemoryNode& node, std::uint64_t size) {
  FileChange change{size, {}, true};
  replay(node.bytes, change);
  node.unsynced_bytes.push_back(std::move(change));
  used_ -= node.reserved - size;
  node.reserved = size;
}

Result<void> MemoryTree::reserve(MemoryNode& node, std::uint64_t end) {
  if (end <= node.reserved) return {};
  const std::uint64_t more = end - node.reserved;
  if (used_ > capacity || more > capacity - used_) return Error{ErrorKind::DiskFull, "no space"};
  used_ += more;
  node.reserved = end;
  return {};
}

void MemoryTree::close(MemoryNode& node) {
  --node.handles;
  forget_if_gone(node);
}

void MemoryTree::sync(MemoryNode& node) {
  for (const FileChange& change : node.unsynced_bytes) replay(node.durable_bytes, change);
  node.unsynced_bytes.clear();
  node.durable_entries = node.entries;
  node.unsynced_entries.clear();
}

void MemoryTree::sync_all(MemoryNode& directory) {
  sync(directory);
  for (const auto& [name, node] : directory.entries) sync_all(*node);
}

void MemoryTree::lose_power(std::optional<std::uint64_t> seed) {
  std::mt19937_64 random{seed.value_or(0)};
  settle(*root_, seed ? &random : nullptr);
  ++generation;
  locked.clear();
  used_ = 0;
  count(root_);
}

void MemoryTree::change(MemoryNode& directory, DirectoryChange change) {
  replay(directory.entries, change);
  directory.unsynced_entries.push_back(std::move(change));
}

void MemoryTree::forget_if_gone(MemoryNode& node) {
  if (node.names > 0 || node.handles > 0) return;
  used_ -= node.reserved;
  node.reserved = 0;
}

// Leaves `node` and what is below it as found after power came back.
void MemoryTree::settle(MemoryNode& node, std::mt19937_64* random) {
  if (random != nullptr) {
    for (const FileChange& change : survivors(std::move(node.unsynced_bytes), *random)) {
      replay(node.durable_bytes, change);
    }
    for (const DirectoryChange& change : node.unsynced_entries) {
      if (flip(*random)) replay(node.durable_entries, change);
    }
  }
  node.unsynced_bytes.clear();
  node.unsynced_entries.clear();
  node.bytes = node.durable_bytes;
  node.entries = node.durable_entries;
  node.reserved = 0;
  node.names = 0;
  node.handles = 0;
  for (const auto& [name, child] : node.entries) settle(*child, random);
}

// A node may have kept both names of an interrupted move; its space is taken once.
void MemoryTree::count(const NodePtr& node) {
  if (++node->names == 1) used_ += node->reserved = node->bytes.size();
  for (const auto& [name, child] : node->entries) count(child);
}

}  // namespace test_support
