// Simulated cameras on one reactor: each plays the loop from a place of its own, in real time and
// for ever, to whoever watches; the others cost nothing.
//
// Cameras are /cam0 to /cam<count>: one more than asked for, so that counting from 1 works as well.
// Reactor's thread only; the constructor may run before it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "nvr/fleet/loop.h"
#include "rtsp/feed.h"
#include "rtsp/session.h"
#include "web/http/io/reactor.h"

namespace nvr {

class Fleet {
 public:
  // All outlive the fleet. `sub` may be null; else it has the frame rate of `main`.
  Fleet(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids, std::size_t count,
        const Loop& main, const Loop* sub);

  const rtsp::Mounts& mounts() const { return mounts_; }
  std::uint64_t published() const { return published_; }  // pictures

 private:
  struct Stream {
    const Loop* loop;
    std::size_t camera;
    std::unique_ptr<rtsp::Feed> feed;
  };

  void add_stream(std::size_t camera, const std::string& path, const Loop& loop,
                  base::IdSource& ids);
  void on_watched(bool watched);
  base::SteadyTime due(std::uint64_t turn) const;
  std::uint64_t last_due(base::SteadyTime now) const;
  void schedule();
  void play_due();
  void play(std::uint64_t turn, base::SteadyTime now);

  http::Timer timer_;
  const base::Clock& clock_;
  int fps_;
  base::SteadyTime start_;
  std::vector<Stream> streams_;
  rtsp::Mounts mounts_;
  std::size_t watched_ = 0;  // streams
  std::uint64_t next_turn_ = 0;
  std::uint64_t published_ = 0;
};

}  // namespace nvr
