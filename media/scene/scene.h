// A small film that never ends, drawn for cameras without a sensor: a walker, a door that opens for
// him, a lamp that notices him, a sky that follows the hour, and the time burnt in.
//
// A picture depends only on the frame counter, the time, the name and the seed. Only what changed
// is drawn, so a frame costs little and encodes small. Not thread-safe; one per camera.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "media/codec/picture.h"

namespace media {

using SceneTime = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC

class Scene {
 public:
  struct Options {
    std::string camera_name;  // what is not printable ASCII shows as a box
    std::uint32_t seed = 0;   // colours, and where in the film it starts
    int fps = 25;             // what one counter step means for movement
  };

  static constexpr int kWidth = 1920;
  static constexpr int kHeight = 1080;

  explicit Scene(Options options);
  Scene(Scene&&) noexcept;
  Scene& operator=(Scene&&) noexcept;
  ~Scene();

  // The picture of this frame, with clock and frame mark; valid until the next call.
  const Picture& draw(std::uint32_t counter, SceneTime now);

 private:
  class Stage;
  std::unique_ptr<Stage> stage_;
};

}  // namespace media
