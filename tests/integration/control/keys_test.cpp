// Goal: the life of the keys through the API and the console: recipients who open footage without
// this machine, a session that is locked and unlocked while recording goes on, and footage that is
// erased with its keys. Method: real programs, and a camera that the test plays.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate_builder.h"
#include "tests/integration/control/control_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace {

using base::Json;
using control_test::ControlWorld;

constexpr const char* kLongPassphrase = "correct horse battery";

Json json_of(Json::Object members) {
  return Json{std::move(members)};
}

struct EscrowHolder {
  crypto::PrivateKey key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  std::string certificate;

  EscrowHolder() {
    const auto now = std::chrono::system_clock::now();
    crypto::CertificateFields fields;
    fields.subject.common_name = "court";
    fields.not_before = now - std::chrono::hours{1};
    fields.not_after = now + std::chrono::hours{24};
    fields.profile = crypto::CertificateProfile::Recipient;
    certificate = crypto::self_sign(key, fields).value().to_pem();
  }
};

class KeysTest : public testing::Test {
 protected:
  KeysTest() {
    world_.start();
    world_.claim();
  }

  std::string add_camera() { return world_.add_camera(source_.url()); }
  std::string add_recipient(const EscrowHolder& holder) {
    const auto added =
        world_.post("/api/v1/keys/recipients",
                    json_of({{"label", "Court"}, {"certificate", holder.certificate}}));
    EXPECT_EQ(added.status, 201) << base::as_text(added.body);
    return added.text("id");
  }
  std::string file(const char* name, std::string_view text) {
    const std::string path = world_.root() + "/" + name;
    std::ofstream{path, std::ios::binary} << text;
    return path;
  }
  test_support::Ended cat(const std::string& camera, const Json& span,
                          std::vector<std::string> keys) {
    std::vector<std::string> words{
        "store",    "cat",
        "--camera", camera,
        "--from",   span.get_string("from").value(),
        "--to",     span.get_string("to").value(),
        "--out",    world_.root() + "/clip" + std::to_string(++clips_) + ".mp4",
        "--state",  world_.recorder_state()};
    words.insert(words.end(), keys.begin(), keys.end());
    return world_.custody(std::move(words));
  }
  Json keys() { return world_.get("/api/v1/keys").json(); }

  recorder_test::RtspSource source_{{}};
  ControlWorld world_;
  int clips_ = 0;
};

TEST_F(KeysTest, RecipientOpensFootageWithAKeyFileAndItsPassphrase) {
  const EscrowHolder court;
  add_recipient(court);
  const std::string camera = add_camera();
  const Json span = world_.recorded(camera, 3);
  const std::string plain = file("plain.pem", base::as_text(court.key.to_pem().value().reveal()));
  const auto opened = cat(camera, span, {"--key-file", plain});
  EXPECT_EQ(opened.status, 0) << opened.err;

  const auto secret = crypto::Secret::copy_of(std::string_view{kLongPassphrase});
  const std::string sealed =
      file("sealed.pem", base::as_text(court.key.to_pem(&secret).value().reveal()));
  const std::string right = file("right", std::string{kLongPassphrase} + "\n");
  const std::string wrong = file("wrong", "another passphrase\n");
  EXPECT_EQ(cat(camera, span, {"--key-file", sealed, "--passphrase-file", right}).status, 0);
  EXPECT_EQ(cat(camera, span, {"--key-file", sealed, "--passphrase-file", wrong}).status, 1);
  EXPECT_EQ(cat(camera, span, {"--key-file", sealed}).status, 1);
  const EscrowHolder stranger;
  const std::string strange =
      file("stranger.pem", base::as_text(stranger.key.to_pem().value().reveal()));
  EXPECT_NE(cat(camera, span, {"--key-file", strange}).status, 0);
}

TEST_F(KeysTest, RecipientWhoCameLaterOpensWhatWasRecordedBefore) {
  const std::string camera = add_camera();
  const Json span = world_.recorded(camera, 3);
  const EscrowHolder court;
  const std::string id = add_recipient(court);
  world_.restart(control_test::kRecorder);  // it follows within a minute, and when it starts
  const std::string key = file("court.pem", base::as_text(court.key.to_pem().value().reveal()));
  EXPECT_TRUE(world_.wait([&] { return cat(camera, span, {"--key-file", key}).status == 0; }));

  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/keys/recipients/" + id, {}).status, 204);
  world_.restart(control_test::kRecorder);
  EXPECT_TRUE(world_.wait([&] { return cat(camera, span, {"--key-file", key}).status != 0; }));
}

TEST_F(KeysTest, CertificateThatCannotServeIsRefusedAtTheField) {
  const auto now = std::chrono::system_clock::now();
  const auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP384).value();
  crypto::CertificateFields fields;
  fields.subject.common_name = "court";
  fields.not_before = now - std::chrono::hours{1};
  fields.not_after = now + std::chrono::hours{24};
  fields.profile = crypto::CertificateProfile::Recipient;
  const auto refused =
      world_.post("/api/v1/keys/recipients",
                  json_of({{"label", "Court"},
                           {"certificate", crypto::self_sign(key, fields).value().to_pem()}}));
  EXPECT_EQ(refused.status, 422);
  const Json body = refused.json();
  const Json& error = body.find("errors")->as_array()->at(0);
  EXPECT_EQ(error.get_string("field").value(), "/certificate");
  EXPECT_NE(error.dump().find("P-384"), std::string::npos);
  EXPECT_TRUE(keys().find("recipients")->as_array()->empty());
}

TEST_F(KeysTest, SealedSiteRecordsWhileLockedAndOpensForAPerson) {
  const std::string camera = add_camera();
  const std::string range = ControlWorld::range_of(world_.recorded(camera, 3));
  EXPECT_EQ(world_.post("/api/v1/keys/lock", {}).code(), "nobody_could_unlock");
  ASSERT_EQ(world_
                .post("/api/v1/keys/methods",
                      json_of({{"method", "passphrase"}, {"passphrase", kLongPassphrase}}))
                .status,
            204);
  ASSERT_EQ(world_.send(http::Method::Delete, "/api/v1/keys/methods/credential", {}).status, 204);
  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/keys/methods/passphrase", {}).code(),
            "last_method");
  EXPECT_EQ(keys().get_string("mode").value(), "sealed");
  ASSERT_EQ(world_.post("/api/v1/keys/lock", {}).status, 204);
  EXPECT_EQ(keys().get_string("state").value(), "locked");
  EXPECT_EQ(world_.post("/api/v1/keys/rotation", {}).code(), "keys_locked");
  // A camera that is added now is minted keys for, and is recorded.
  const std::string second = add_camera();
  EXPECT_FALSE(ControlWorld::range_of(world_.recorded(second, 3)).empty());
  EXPECT_EQ(
      world_.post("/api/v1/keys/unlock", json_of({{"passphrase", "wrong horse battery"}})).code(),
      "wrong_passphrase");
  ASSERT_EQ(world_.post("/api/v1/keys/unlock", json_of({{"passphrase", kLongPassphrase}})).status,
            204);
  EXPECT_EQ(world_.get("/api/v1/cameras/" + camera + "/clip" + range).status, 200);
  EXPECT_EQ(world_.post("/api/v1/keys/rotation", {}).status, 204);
  EXPECT_EQ(world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + range).status, 200);
}

TEST_F(KeysTest, ErasedCameraOpensNothingAndTheCertificateIsKept) {
  const std::string camera = add_camera();
  const Json span = world_.recorded(camera, 3);
  const std::string name =
      world_.get("/api/v1/cameras/" + camera).json().get_string("name").value();
  const auto order = [&](const std::string& confirmation) {
    return world_.post("/api/v1/keys/erasure", json_of({{"scope", "camera"},
                                                        {"camera", camera},
                                                        {"reason", "court order"},
                                                        {"confirmation", confirmation}}));
  };
  EXPECT_EQ(order("not its name").status, 422);
  const auto erased = order(name);
  ASSERT_EQ(erased.status, 200) << base::as_text(erased.body);
  EXPECT_NE(erased.text("certificate").find(camera), std::string::npos);
  const auto again = world_.get("/api/v1/keys/erasures/" + erased.text("id"));
  EXPECT_EQ(again.body, erased.body);
  world_.forget_session();
}

TEST_F(KeysTest, ConsoleErasesOnlyADayThatIsOverAndHasAKey) {
  const std::string camera = add_camera();
  world_.recorded(camera, 2);
  const auto erase = [&](const std::string& day) {
    return world_.custody({"store", "erase", "--camera", camera, "--day", day, "--reason",
                           "court order", "--out", world_.root() + "/erasure.json", "--runtime",
                           world_.root() + "/run/custody"});
  };
  const std::string today = base::format_rfc3339(std::chrono::system_clock::now()).substr(0, 10);
  const auto early = erase(today);
  EXPECT_EQ(early.status, 1);
  EXPECT_NE(early.err.find("when it is over"), std::string::npos) << early.err;
  EXPECT_EQ(erase("2020-01-01").status, 1);
  EXPECT_EQ(erase("yesterday").status, 1);
  EXPECT_FALSE(std::filesystem::exists(world_.root() + "/erasure.json"));
  EXPECT_EQ(world_.custody({"store", "erase", "--camera", camera}).status, 2);
}

}  // namespace
