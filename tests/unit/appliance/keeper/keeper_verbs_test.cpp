// Goal: each verb takes and gives what the page says, is for those users alone, and refuses what is
// malformed before it does anything.

#include "appliance/keeper/keeper_verbs.h"

#include <gtest/gtest.h>

#include <map>

#include "crypto/x509/certificate_builder.h"
#include "crypto/x509/certificate_request.h"
#include "storage/chain/signed_log_format.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::ErrorKind;
using base::Json;
using base::ipc::Reply;

class KeeperVerbsTest : public KeeperTest {
 protected:
  KeeperVerbsTest() { start(right_credential()); }

  void start(crypto::Secret credential) {
    open(std::move(credential));
    verbs_.clear();
    for (KeeperVerb& verb : keeper_verbs({*keeper_, *footage_, *desk_, *grants_, *erasures_})) {
      verbs_.emplace(verb.name, verb);
    }
  }
  base::Result<Reply> call(const std::string& verb, Json::Object arguments = {},
                           base::Bytes body = {}) {
    base::ipc::Payload payload;
    payload.arguments = Json{std::move(arguments)};
    payload.body = std::move(body);
    return verbs_.at(verb).answer(std::move(payload));
  }
  ErrorKind refusal(const std::string& verb, Json::Object arguments = {}, base::Bytes body = {}) {
    const auto reply = call(verb, std::move(arguments), std::move(body));
    return reply ? ErrorKind::Exists : reply.error().kind;
  }
  std::string camera() const { return base::to_string(camera_); }

  std::map<std::string, KeeperVerb> verbs_;
};

TEST_F(KeeperVerbsTest, EachVerbIsForItsUsersAlone) {
  const std::vector<std::string> control{"custodyd"};
  const std::vector<std::string> recorder{"custody-recorder"};
  const std::vector<std::string> both{"custodyd", "custody-recorder"};
  const std::map<std::string, std::vector<std::string>> users{{"keeper_state", both},
                                                              {"set_passphrase", control},
                                                              {"unlock", control},
                                                              {"recovery_key", control},
                                                              {"prove_recovery", control},
                                                              {"mint_day_keys", recorder},
                                                              {"open_segment", control},
                                                              {"thumbnail_key", control},
                                                              {"sign_manifest", control},
                                                              {"certify_signer", recorder},
                                                              {"evidence_certificate", both},
                                                              {"issue_certificate", control},
                                                              {"site_ca", both},
                                                              {"read_journal", control},
                                                              {"day_wraps", recorder},
                                                              {"lock", control},
                                                              {"add_unlock_method", control},
                                                              {"remove_unlock_method", control},
                                                              {"add_recipient", control},
                                                              {"remove_recipient", control},
                                                              {"list_recipients", control},
                                                              {"rotate_site_key", control},
                                                              {"erase", control},
                                                              {"list_erasures", control},
                                                              {"erasure_certificate", control},
                                                              {"grant_export", control},
                                                              {"revoke_export", control},
                                                              {"list_grants", control}};
  ASSERT_EQ(verbs_.size(), users.size());
  for (const auto& [name, who] : users) EXPECT_EQ(verbs_.at(name).users, who) << name;
}

TEST_F(KeeperVerbsTest, StateSaysWhatAScreenNeeds) {
  const auto state = call("keeper_state").value().arguments;
  EXPECT_EQ(*state.get_string("state"), "unlocked");
  EXPECT_EQ(state.find("unlock")->dump(), R"(["credential"])");
  EXPECT_EQ(*state.get_bool("recovery_proven"), false);
  EXPECT_EQ(*state.get_string("site_ca_fingerprint"),
            base::hex(desk_->site_ca().value().fingerprint()));
  EXPECT_EQ(*state.get_string("reason"), "");
  EXPECT_EQ(*state.get_string("mode"), "unattended");
  EXPECT_EQ(*state.get_bool("tpm"), false);
  EXPECT_EQ(state.find("closed")->dump(), "[]");
  EXPECT_EQ(*state.get_int("day_keys"), 0);
  EXPECT_EQ(state.get_string("wraps_revision")->size(), 32U);
}

TEST_F(KeeperVerbsTest, StateBeforeAndBehindTheLock) {
  ASSERT_TRUE(call("set_passphrase", {}, base::to_bytes("correct horse battery")));
  start(wrong_credential());
  const auto locked = call("keeper_state").value().arguments;
  EXPECT_EQ(*locked.get_string("state"), "locked");
  EXPECT_EQ(locked.find("unlock")->dump(), R"(["credential","passphrase"])");
  EXPECT_NE(*locked.get_string("reason"), "");
  EXPECT_EQ(refusal("unlock", {}, base::to_bytes("wrong horse battery")), ErrorKind::Denied);
  EXPECT_TRUE(call("unlock", {}, base::to_bytes("correct horse battery")));

  keeper_.reset();
  files_ = test_support::MemoryFileSystem{};
  start(crypto::Secret{});
  const auto empty = call("keeper_state").value().arguments;
  EXPECT_EQ(*empty.get_string("state"), "empty");
  EXPECT_EQ(*empty.get_string("site_ca_fingerprint"), "");
}

TEST_F(KeeperVerbsTest, WrapsFilesComeInOneBodyWithTheirSizes) {
  const auto reply =
      call("mint_day_keys", {{"camera", camera()}, {"from_day", today()}, {"days", 3}});
  ASSERT_TRUE(reply) << reply.error().message;
  base::ByteView rest = reply->body;
  ASSERT_EQ(reply->arguments.find("sizes")->as_array()->size(), 3U);
  for (const Json& size : *reply->arguments.find("sizes")->as_array()) {
    const auto bytes = static_cast<std::size_t>(*size.as_int());
    EXPECT_TRUE(storage::parse_wraps_file(rest.first(bytes)));
    rest = rest.subspan(bytes);
  }
  EXPECT_TRUE(rest.empty());
}

TEST_F(KeeperVerbsTest, FortySixDaysFitIntoOneReply) {
  const auto reply =
      call("mint_day_keys", {{"camera", camera()}, {"from_day", today()}, {"days", 46}});
  ASSERT_TRUE(reply);
  EXPECT_LT(reply->body.size(), std::size_t{16} << 20);
}

TEST_F(KeeperVerbsTest, SegmentAndThumbnailKeysComeInTheBody) {
  const TestSegment segment = make_segment(mint(camera_, today()));
  const std::string id = base::to_string(segment.header.segment);
  const auto opened = call("open_segment", {{"segment", id}, {"actor", "anna"}, {"reason", "play"}},
                           segment.bytes());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(std::ranges::equal(opened->body, segment.key.reveal()));
  EXPECT_EQ(opened->arguments.dump(), "{}");
  const auto thumbnail =
      call("thumbnail_key", {{"camera", camera()}, {"day", today()}, {"actor", "anna"}});
  ASSERT_TRUE(thumbnail);
  EXPECT_EQ(thumbnail->body.size(), 32U);
}

TEST_F(KeeperVerbsTest, RecoveryKeyGoesOutAndComesBack) {
  const auto shown = call("recovery_key", {{"actor", "anna"}});
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->body.size(), 69U);
  EXPECT_TRUE(call("prove_recovery", {{"actor", "anna"}}, shown->body));
  EXPECT_EQ(*call("keeper_state").value().arguments.get_bool("recovery_proven"), true);
  EXPECT_EQ(refusal("prove_recovery", {{"actor", "anna"}}, shown->body), ErrorKind::Exists);
}

TEST_F(KeeperVerbsTest, CertificatesAndSignaturesComeInTheBody) {
  EXPECT_TRUE(crypto::Certificate::from_der(call("evidence_certificate").value().body));
  EXPECT_TRUE(crypto::Certificate::from_pem(call("site_ca").value().body));
  const std::string grant = base::to_string(grant_export().value().id);
  EXPECT_TRUE(call("sign_manifest", {{"actor", "anna"}, {"grant", grant}, {"reason", "x"}},
                   base::to_bytes("{\"grant\":\"" + grant + "\"}")));
  const auto certified = call("certify_signer", {}, storage::line_message({}, {}));
  ASSERT_TRUE(certified);
  EXPECT_EQ(certified->body.size(), 64U);
  EXPECT_TRUE(base::parse_id(certified->arguments.get_string("key_id").value()));

  const auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  const auto request =
      crypto::CertificateRequest::create(key, {.names = {.dns = {"nvr"}}}).value().to_der();
  const auto chain = call("issue_certificate", {{"purpose", "https"}}, request);
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(crypto::parse_chain_pem(chain->body).value().size(), 2U);
}

TEST_F(KeeperVerbsTest, JournalIsReadInPages) {
  ASSERT_TRUE(call("recovery_key", {{"actor", "anna"}}));
  const auto page = call("read_journal", {{"from", 1}, {"limit", 1}});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->arguments.find("lines")->as_array()->size(), 1U);
  EXPECT_EQ(page->arguments.get_int("next").value(), 2);
  EXPECT_EQ(refusal("read_journal", {{"from", 0}, {"limit", 1}}), ErrorKind::InvalidInput);
  EXPECT_EQ(refusal("read_journal", {{"from", 1}, {"limit", 501}}), ErrorKind::InvalidInput);
  const auto end = call("read_journal", {{"from", 99}, {"limit", 500}});
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_TRUE(end->arguments.find("lines")->as_array()->empty());
}

TEST_F(KeeperVerbsTest, RecipientsComeGoAndAreListed) {
  const auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  crypto::CertificateFields fields{.not_before = clock_.wall() - std::chrono::hours{1},
                                   .not_after = clock_.wall() + std::chrono::hours{1},
                                   .profile = crypto::CertificateProfile::Recipient};
  fields.subject.common_name = "court";
  const base::Bytes der = crypto::self_sign(key, fields).value().to_der();
  const auto added = call("add_recipient", {{"actor", "anna"}, {"label", "Court"}}, der);
  ASSERT_TRUE(added) << added.error().message;
  const std::string id = added->arguments.get_string("id").value();
  EXPECT_EQ(refusal("add_recipient", {{"actor", "anna"}, {"label", "Again"}}, der),
            ErrorKind::Exists);
  const auto list = call("list_recipients").value().arguments;
  ASSERT_EQ(list.find("recipients")->as_array()->size(), 1U);
  EXPECT_EQ(list.find("recipients")->as_array()->front().get_string("label").value(), "Court");
  EXPECT_TRUE(call("remove_recipient", {{"actor", "anna"}, {"id", id}}));
  EXPECT_EQ(refusal("remove_recipient", {{"actor", "anna"}, {"id", id}}), ErrorKind::NotFound);
  EXPECT_TRUE(call("list_recipients").value().arguments.find("recipients")->as_array()->empty());
}

TEST_F(KeeperVerbsTest, WrapsAreToldOfDaysWithAKeyAndNoneIsMade) {
  ASSERT_TRUE(call("mint_day_keys", {{"camera", camera()}, {"from_day", today()}, {"days", 1}}));
  const auto told =
      call("day_wraps", {{"camera", camera()}, {"from_day", today() - 1}, {"days", 3}});
  ASSERT_TRUE(told) << told.error().message;
  const auto& sizes = *told->arguments.find("sizes")->as_array();
  ASSERT_EQ(sizes.size(), 3U);
  EXPECT_EQ(*sizes[0].as_int(), 0);
  EXPECT_EQ(*sizes[1].as_int(), static_cast<std::int64_t>(told->body.size()));
  EXPECT_EQ(*sizes[2].as_int(), 0);
  EXPECT_EQ(keeper_->keystore().days().size(), 1U);
}

TEST_F(KeeperVerbsTest, ErasureAnswersItsCertificateNowAndLater) {
  ASSERT_TRUE(
      call("mint_day_keys", {{"camera", camera()}, {"from_day", today() - 1}, {"days", 1}}));
  const auto erased = call("erase", {{"actor", "anna"},
                                     {"reason", "court order"},
                                     {"scope", "camera-day"},
                                     {"camera", camera()},
                                     {"day", today() - 1}});
  ASSERT_TRUE(erased) << erased.error().message;
  const auto list = call("list_erasures").value().arguments;
  ASSERT_EQ(list.find("erasures")->as_array()->size(), 1U);
  const std::string id = *list.find("erasures")->as_array()->front().as_string();
  EXPECT_EQ(erased->arguments.get_string("id").value(), id);
  EXPECT_EQ(call("erasure_certificate", {{"id", id}}).value().body, erased->body);
}

TEST_F(KeeperVerbsTest, GrantsAreMadeListedUsedAndRevoked) {
  const auto granted =
      call("grant_export", {{"actor", "anna"},
                            {"reason", "case 7"},
                            {"cameras", Json::Array{camera()}},
                            {"from", base::format_rfc3339(clock_.wall())},
                            {"to", base::format_rfc3339(clock_.wall() + std::chrono::hours{1})}});
  ASSERT_TRUE(granted) << granted.error().message;
  const std::string id = granted->arguments.get_string("id").value();
  EXPECT_EQ(call("list_grants").value().arguments.find("grants")->as_array()->size(), 1U);
  EXPECT_TRUE(call("revoke_export", {{"actor", "ben"}, {"id", id}}));
  EXPECT_TRUE(call("list_grants").value().arguments.find("grants")->as_array()->empty());
  EXPECT_EQ(refusal("revoke_export", {{"actor", "ben"}, {"id", id}}), ErrorKind::NotFound);
}

TEST_F(KeeperVerbsTest, SealedModeIsLockedAndUnlockedByVerbs) {
  ASSERT_TRUE(call("add_unlock_method", {{"actor", "anna"}, {"method", "passphrase"}},
                   base::to_bytes("correct horse battery")));
  ASSERT_TRUE(call("remove_unlock_method", {{"actor", "anna"}, {"method", "credential"}}));
  EXPECT_EQ(*call("keeper_state").value().arguments.get_string("mode"), "sealed");
  ASSERT_TRUE(call("lock", {{"actor", "anna"}}));
  const auto locked = call("keeper_state").value().arguments;
  EXPECT_EQ(*locked.get_string("state"), "locked");
  EXPECT_NE(locked.find("closed")->dump().find("playback"), std::string::npos);
  ASSERT_TRUE(call("unlock", {{"actor", "ben"}, {"method", "passphrase"}},
                   base::to_bytes("correct horse battery")));
  EXPECT_EQ(lines("keys-unlocked").back().entry.actor, "ben");
}

TEST_F(KeeperVerbsTest, MissingAndMalformedArgumentsAreRefused) {
  const Json day{today()};
  for (const auto& [verb, arguments] : std::vector<std::pair<std::string, Json::Object>>{
           {"mint_day_keys", {}},
           {"mint_day_keys", {{"camera", "x"}, {"from_day", day}, {"days", 1}}},
           {"mint_day_keys", {{"camera", camera()}, {"from_day", day}, {"days", 47}}},
           {"mint_day_keys", {{"camera", camera()}, {"from_day", -1}, {"days", 1}}},
           {"mint_day_keys", {{"camera", camera()}, {"from_day", "today"}, {"days", 1}}},
           {"open_segment", {{"segment", camera()}, {"actor", "anna"}}},
           {"open_segment", {{"segment", camera()}, {"actor", "anna"}, {"reason", "x"}}},
           {"thumbnail_key", {{"camera", camera()}, {"day", day}}},
           {"recovery_key", {}},
           {"prove_recovery", {}},
           {"sign_manifest", {{"actor", "anna"}}},
           {"sign_manifest", {{"actor", "anna"}, {"grant", "x"}, {"reason", "x"}}},
           {"open_segment",
            {{"segment", camera()}, {"actor", "anna"}, {"reason", "x"}, {"grant", "x"}}},
           {"day_wraps", {{"camera", camera()}, {"from_day", day}, {"days", 401}}},
           {"lock", {}},
           {"unlock", {{"method", "words"}}},
           {"add_unlock_method", {{"actor", "anna"}, {"method", "words"}}},
           {"remove_unlock_method", {{"actor", "anna"}}},
           {"add_recipient", {{"actor", "anna"}}},
           {"remove_recipient", {{"actor", "anna"}, {"id", "x"}}},
           {"rotate_site_key", {}},
           {"erase", {{"actor", "anna"}, {"reason", "x"}, {"scope", "all"}}},
           {"erase", {{"actor", "anna"}, {"reason", "x"}, {"scope", "camera"}}},
           {"erase", {{"actor", "anna"}, {"scope", "everything"}}},
           {"erasure_certificate", {{"id", "../keystore"}}},
           {"grant_export", {{"actor", "anna"}, {"reason", "x"}}},
           {"revoke_export", {{"actor", "anna"}}},
           {"issue_certificate", {}},
           {"read_journal", {}}}) {
    EXPECT_FALSE(call(verb, arguments)) << verb;
  }
  EXPECT_TRUE(keeper_->keystore().days().empty());
}

}  // namespace
}  // namespace appliance
