#include "appliance/exposure/exposure.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "appliance/hosts/subject_parser.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kTableBytesMax = std::size_t{16} << 20;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

// Its size is told by its end alone.
base::Result<std::string> read_table(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const auto file, files.open_read(path));
  base::Bytes bytes;
  while (bytes.size() < kTableBytesMax) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPieceBytes);
    ASSIGN_OR_RETURN(const std::size_t read,
                     file->read_at(before, std::span{bytes}.subspan(before)));
    bytes.resize(before + read);
    if (read == 0) return std::string{base::as_text(bytes)};
  }
  return Error{ErrorKind::Corrupt, path + " does not end"};
}

struct Table {
  const char* name;
  Transport transport;
  bool needed;  // without IPv6 in the kernel there is none of it
};
constexpr std::array kTables{
    Table{"tcp", Transport::Tcp, true}, Table{"tcp6", Transport::Tcp, false},
    Table{"udp", Transport::Udp, true}, Table{"udp6", Transport::Udp, false}};

bool is_at(const http::Endpoint& endpoint, const OpenSocket& socket) {
  const auto address = parse_address(endpoint.address);
  return socket.transport == Transport::Tcp && address && *address == socket.address &&
         endpoint.port == socket.port;
}

}  // namespace

Exposure::Exposure(base::FileSystem& files, const base::Clock& clock, std::string tables)
    : files_{files}, clock_{clock}, tables_{std::move(tables)} {}

Exposure::Gate Exposure::watch(const std::string& service, Gate gate) {
  auto last_used = listeners_.with([&](auto& all) { return all[service].last_used; });
  return [&clock = clock_, gate = std::move(gate), last_used](const http::Peer& peer) {
    if (!gate(peer)) return false;
    last_used->store(clock.wall());
    return true;
  };
}

void Exposure::locate(const std::string& service, Endpoints endpoints) {
  listeners_.with([&](auto& all) { all[service].endpoints = std::move(endpoints); });
}

base::Result<std::vector<ExposedSocket>> Exposure::list() const {
  std::vector<OpenSocket> open;
  for (const Table& table : kTables) {
    auto text = read_table(files_, tables_ + "/" + table.name);
    if (!text && text.error().kind == ErrorKind::NotFound && !table.needed) continue;
    if (!text) return std::move(text).error();
    ASSIGN_OR_RETURN(const auto sockets, parse_socket_table(*text, table.transport));
    open.insert(open.end(), sockets.begin(), sockets.end());
  }
  std::ranges::sort(open, {}, [](const OpenSocket& socket) {
    return std::tuple{socket.port, socket.transport, socket.address};
  });
  open.erase(std::unique(open.begin(), open.end()), open.end());  // SO_REUSEPORT

  const auto listeners = listeners_.with([](const auto& all) { return all; });
  std::vector<ExposedSocket> exposed;
  for (const OpenSocket& socket : open) {
    ExposedSocket each{.socket = socket};
    for (const auto& [service, listener] : listeners) {
      const auto endpoints =
          listener.endpoints ? listener.endpoints() : std::vector<http::Endpoint>{};
      const bool ours = std::ranges::any_of(
          endpoints, [&](const http::Endpoint& endpoint) { return is_at(endpoint, socket); });
      if (!ours) continue;
      each.service = service;
      const base::WallTime last = *listener.last_used;
      if (last != base::WallTime{}) each.last_used = last;
    }
    exposed.push_back(std::move(each));
  }
  return exposed;
}

}  // namespace appliance
