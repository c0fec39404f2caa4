#include "media/scene/scene.h"

#include <array>
#include <cstdio>
#include <optional>

#include "media/scene/backdrop.h"
#include "media/scene/canvas.h"
#include "media/scene/door.h"
#include "media/scene/font.h"
#include "media/scene/frame_mark.h"
#include "media/scene/lamp.h"
#include "media/scene/script.h"
#include "media/scene/walker.h"
#include "media/scene/window.h"

namespace media {
namespace {

constexpr int kDotPx = 4;
constexpr int kGlyphPx = kGlyphColumns * kDotPx;
constexpr int kTextTop = 36;
constexpr int kTextMargin = 48;
constexpr std::size_t kNameMax = 36;

std::string clock_text(SceneTime now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{now - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%03d UTC",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

}  // namespace

// Three pictures: the bare room, the stage (room with light, door and sky as they are now), and
// what is shown: the stage with the walker and the overlays on top.
class Scene::Stage {
 public:
  explicit Stage(Options options) : options_{std::move(options)} {
    draw_backdrop(room_, options_.seed);
    stage_ = room_;
    shown_ = room_;
    const std::string name = options_.camera_name.substr(0, kNameMax);
    draw_text(name, kWidth - kTextMargin - static_cast<int>(name.size()) * kGlyphPx, "");
  }

  const Picture& draw(std::uint32_t counter, SceneTime now) {
    const double seconds =
        static_cast<double>(counter) / options_.fps + static_cast<double>(options_.seed % 97) * 0.7;
    const Moment moment = moment_at(seconds);
    set_light_and_door(moment);
    set_sky(std::chrono::floor<std::chrono::seconds>(now));
    move_walker(moment);
    const std::string clock = clock_text(now);
    draw_text(clock, kTextMargin, clock_);
    clock_ = clock;
    draw_frame_mark(shown_,
                    {.counter = counter,
                     .unix_ms = static_cast<std::uint32_t>(now.time_since_epoch().count())});
    return shown_;
  }

 private:
  void set_light_and_door(const Moment& moment) {
    const int level = static_cast<int>(moment.lamp * 255);
    const bool relit = level != light_;
    if (relit) {
      lamp_.light(room_, level, stage_);
      light_ = level;
      copy_area(stage_, shown_, kLampReach);
    }
    if (!relit && moment.door_open == door_open_) return;
    door_open_ = moment.door_open;
    draw_door(stage_, moment.door_open);
    copy_area(stage_, shown_, kDoorway);
  }

  void set_sky(std::chrono::sys_seconds second) {
    if (sky_ == second) return;
    sky_ = second;
    draw_window(stage_, second, options_.seed);
    copy_area(stage_, shown_, kWindowGlass);
  }

  void move_walker(const Moment& moment) {
    copy_area(stage_, shown_, walker_);
    walker_ = walker_area(moment.walker);
    if (walker_.empty()) return;
    Canvas canvas{shown_};
    if (moment.walker.behind) canvas.clip_to(door_gap(moment.door_open));
    draw_walker(canvas, moment.walker, options_.seed);
  }

  // Draws only the characters that differ from what is there.
  void draw_text(const std::string& text, int x, const std::string& before) {
    static const Color kInk = rgb(244, 244, 240);
    static const Color kPaper = rgb(22, 24, 28);
    Canvas canvas{shown_};
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i < before.size() && before[i] == text[i]) continue;
      draw_glyph(canvas, x + static_cast<int>(i) * kGlyphPx, kTextTop, kDotPx, text[i], kInk,
                 kPaper);
    }
  }

  Options options_;
  Lamp lamp_;
  Picture room_{kWidth, kHeight};
  Picture stage_;
  Picture shown_;
  int light_ = -1;
  float door_open_ = -1;
  std::optional<std::chrono::sys_seconds> sky_;
  Area walker_{};
  std::string clock_;
};

Scene::Scene(Options options) : stage_{std::make_unique<Stage>(std::move(options))} {}
Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;
Scene::~Scene() = default;

const Picture& Scene::draw(std::uint32_t counter, SceneTime now) {
  return stage_->draw(counter, now);
}

}  // namespace media
