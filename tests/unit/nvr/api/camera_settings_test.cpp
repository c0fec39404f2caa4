// Goal: what is not a camera's address, name or fingerprint is refused by field, and a stored
// password goes nowhere it was not given for.

#include "nvr/api/camera_settings.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

http::Request request_of(const char* body) {
  http::Request request;
  request.body = base::to_bytes(body);
  return request;
}

// The fields that were refused, with their codes.
std::string refused(const char* body, Needed needed = Needed::All) {
  http::Fields fields{request_of(body)};
  (void)read_camera_settings(fields, needed);
  const auto refusal = fields.refusal();
  if (!refusal) return "";
  const auto json = base::parse_json(base::as_text(refusal->body)).value();
  std::string all;
  const base::Json* errors = json.find("errors");
  if (errors == nullptr) return json.get_string("code").value();
  for (const base::Json& error : *errors->as_array()) {
    all += error.get_string("field").value() + ":" + error.get_string("code").value() + " ";
  }
  return all;
}

TEST(CameraSettings, ANameAndAnAddressAreEnough) {
  EXPECT_EQ(refused(R"({"name":"Gate","url":"rtsps://192.0.2.7/main"})"), "");
  EXPECT_EQ(refused(R"({})"), "/name:missing /url:missing ");
  EXPECT_EQ(refused(R"({})", Needed::Nothing), "");
}

TEST(CameraSettings, AllMistakesAreToldAtOnce) {
  EXPECT_EQ(refused(R"({"name":" Gate","url":"http://192.0.2.7/","sub_url":"x",
                        "fingerprint":"AB","audio":"yes"})"),
            "/name:malformed /url:malformed /sub_url:malformed /audio:wrong_type "
            "/fingerprint:malformed ");
}

TEST(CameraSettings, AMemberThatIsNotKnownIsRefused) {
  EXPECT_EQ(refused(R"({"name":"Gate","url":"rtsp://a/","colour":"red"})"), ":unknown_member ");
}

TEST(CameraSettings, WhatIsNoObjectIsRefused) {
  EXPECT_EQ(refused("[]"), "malformed_body");
  EXPECT_EQ(refused("{"), "malformed_body");
}

TEST(CameraSettings, AnAddressHoldsNoPassword) {
  EXPECT_TRUE(is_camera_url("rtsp://192.0.2.7:554/main?a=b@c"));
  EXPECT_FALSE(is_camera_url("rtsp://eva:secret@192.0.2.7/main"));
  EXPECT_FALSE(is_camera_url("rtsp:///main"));
  EXPECT_FALSE(is_camera_url("rtsp://192.0.2.7/ma in"));
  EXPECT_EQ(authority_of("rtsps://192.0.2.7:322/main"), "192.0.2.7:322");
}

TEST(CameraSettings, OnlyWhatWasGivenIsChanged) {
  base::Json known;
  known["name"] = "Gate";
  known["url"] = "rtsp://a/main";
  CameraSettings settings;
  settings.name = "Door";
  const auto changed = with_settings(known, settings);
  EXPECT_EQ(changed.get_string("name").value(), "Door");
  EXPECT_EQ(changed.get_string("url").value(), "rtsp://a/main");
}

}  // namespace
}  // namespace nvr
