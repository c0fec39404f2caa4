#include "media/scene/walker.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace media {
namespace {

struct Clothes {
  Color coat;
  Color trousers;
};

Clothes clothes_of(std::uint32_t seed) {
  static const std::array<Clothes, 5> kWardrobe{{
      {rgb(178, 52, 44), rgb(44, 50, 66)},
      {rgb(36, 88, 140), rgb(70, 62, 54)},
      {rgb(206, 158, 48), rgb(48, 52, 60)},
      {rgb(58, 108, 76), rgb(54, 48, 70)},
      {rgb(120, 66, 118), rgb(52, 56, 58)},
  }};
  return kWardrobe[(seed / 5 + seed) % kWardrobe.size()];
}

Spot below(Spot joint, float length, float angle, float facing) {
  return {joint.x + std::sin(angle) * length * facing, joint.y + std::cos(angle) * length};
}

struct Limb {
  float swing;
  float bend;
};

void draw_leg(Canvas& canvas, const WalkerPose& pose, Spot hip, const Limb& limb,
              const Color& color) {
  const float size = pose.height;
  const Spot knee = below(hip, size * 0.24F, limb.swing, pose.facing);
  const Spot ankle = below(knee, size * 0.23F, limb.swing - limb.bend, pose.facing);
  canvas.stroke(hip, knee, size * 0.052F, size * 0.042F, color);
  canvas.stroke(knee, ankle, size * 0.042F, size * 0.03F, color);
  const Spot toe{ankle.x + size * 0.05F * pose.facing, ankle.y + size * 0.012F};
  canvas.stroke(ankle, toe, size * 0.026F, size * 0.022F, rgb(34, 30, 30));
}

void draw_arm(Canvas& canvas, const WalkerPose& pose, Spot shoulder, float swing,
              const Color& sleeve) {
  const float size = pose.height;
  const Spot elbow = below(shoulder, size * 0.16F, swing, pose.facing);
  const Spot hand = below(elbow, size * 0.15F, swing + 0.35F, pose.facing);
  canvas.stroke(shoulder, elbow, size * 0.036F, size * 0.03F, sleeve);
  canvas.stroke(elbow, hand, size * 0.03F, size * 0.022F, sleeve);
  canvas.stroke(hand, hand, size * 0.024F, size * 0.024F, rgb(208, 162, 132));
}

}  // namespace

Area walker_area(const WalkerPose& pose) {
  if (!pose.visible) return {};
  const float reach = pose.height * 0.36F;
  return even({static_cast<int>(pose.feet.x - reach),
               static_cast<int>(pose.feet.y - pose.height * 1.06F), static_cast<int>(2 * reach),
               static_cast<int>(pose.height * 1.06F) + 20});
}

void draw_walker(Canvas& canvas, const WalkerPose& pose, std::uint32_t seed) {
  const float size = pose.height;
  const Clothes clothes = clothes_of(seed);
  const float sine = std::sin(pose.stride);
  const float bob = std::abs(sine) * size * 0.012F;
  const Spot hip{pose.feet.x, pose.feet.y - size * 0.485F + bob};
  const Spot chest{hip.x + pose.facing * size * 0.02F, hip.y - size * 0.27F};
  const Spot head{chest.x + pose.facing * size * 0.02F, chest.y - size * 0.155F};
  const auto spread = size * 0.035F * (1 - std::abs(pose.facing));  // seen from the front
  const Color far_coat = mixed(clothes.coat, rgb(0, 0, 0), 0.3F);
  const Color far_leg = mixed(clothes.trousers, rgb(0, 0, 0), 0.3F);
  const float swing = 0.5F * sine;
  const float lift = std::max(0.0F, std::cos(pose.stride));
  const float other_lift = std::max(0.0F, -std::cos(pose.stride));

  canvas.glow(pose.feet, size * 0.24F, size * 0.035F, rgb(20, 20, 20), 0.55F);
  draw_arm(canvas, pose, {chest.x - 2 * spread, chest.y + size * 0.02F}, swing, far_coat);
  draw_leg(canvas, pose, {hip.x - spread, hip.y}, {-swing, 0.1F + 0.7F * other_lift}, far_leg);
  draw_leg(canvas, pose, {hip.x + spread, hip.y}, {swing, 0.1F + 0.7F * lift}, clothes.trousers);
  canvas.stroke({hip.x, hip.y + size * 0.02F}, chest, size * 0.082F, size * 0.098F, clothes.coat);
  draw_arm(canvas, pose, {chest.x + 2 * spread, chest.y + size * 0.02F}, -swing,
           mixed(clothes.coat, rgb(0, 0, 0), 0.12F));
  canvas.stroke({head.x, head.y + size * 0.05F}, {head.x, head.y + size * 0.08F}, size * 0.034F,
                size * 0.034F, rgb(196, 150, 120));
  canvas.stroke(head, head, size * 0.066F, size * 0.066F, rgb(212, 166, 136));
  canvas.stroke({head.x - pose.facing * size * 0.014F, head.y - size * 0.026F},
                {head.x - pose.facing * size * 0.034F, head.y - size * 0.002F}, size * 0.056F,
                size * 0.044F, rgb(58, 42, 34));
}

}  // namespace media
