// One end of a connected Unix stream socket that speaks docs/design/control-protocol.md.
//
// Nothing here blocks or waits: the owner's event loop watches fd(), for reading always and for
// writing while wants_write(), and calls on_readable() and on_writable(). Memory is bounded both
// ways: one frame under way and one read of 64 KiB inwards, the queue's limits outwards.
// Single-threaded. Received descriptors are close-on-exec.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "base/ipc/frame_format.h"

namespace base::ipc {

// Who was at the other end when it connected, or, seen from a client, when it began to listen: for
// a socket made by the service manager that is the manager, uid 0.
struct PeerCredentials {
  uid_t uid;
  gid_t gid;
  pid_t pid;
};

Result<PeerCredentials> peer_credentials(int socket);

class Connection {
 public:
  struct Options {
    Limits limits{};
    std::size_t queue_bytes_max = std::size_t{32} << 20;
    std::size_t queue_messages_max = 1024;
  };

  // `socket` is connected; it becomes non-blocking and close-on-exec.
  Connection(UniqueFd socket, const Options& options);
  ~Connection();
  Connection(Connection&&) = delete;

  int fd() const { return socket_.get(); }
  bool wants_write() const { return !queue_.empty(); }

  // Queues, and writes what the socket takes at once. Unavailable: the queue is full, and the
  // message is untouched, to be sent later or dropped. InvalidInput: it breaks a limit. An empty
  // queue takes any message within the limits. Whether the peer is still there is on_readable()'s
  // to say.
  Result<void> send(Message&& message);

  // Drops every message of which nothing has been sent yet and queues `message` in their place,
  // whatever the limits of the queue; later sends are refused. Says why before a close.
  void send_last(Message message);

  // More than half full: time to take no further requests from this peer.
  bool is_congested() const;

  struct Received {
    std::vector<Message> messages{};
    // The stream is over: Unavailable when the peer closed it between two messages, Corrupt when
    // it was cut within one, InvalidInput when the peer broke the protocol, else Io.
    std::optional<Error> end{};
  };
  // One read. The end of input ends the conversation: half-open connections are not kept.
  Received on_readable();

  // Writes until the socket is full or the queue empty.
  Result<void> on_writable();

 private:
  struct Outgoing {
    Bytes head;
    Bytes body;
    std::vector<UniqueFd> descriptors;
    std::size_t sent = 0;

    std::size_t size() const { return head.size() + body.size(); }
  };

  void enqueue(Message&& message, Bytes head);
  void drop(std::deque<Outgoing>::iterator which);
  Result<bool> write_some(Outgoing& out);  // false: the socket is full

  UniqueFd socket_;
  Options options_;
  FrameDecoder decoder_;
  std::deque<Outgoing> queue_;
  std::size_t queue_bytes_ = 0;
  bool sent_last_ = false;
};

}  // namespace base::ipc
