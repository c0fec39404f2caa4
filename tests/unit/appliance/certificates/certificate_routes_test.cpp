// Goal: over the API certificates are made, imported, installed, chosen and removed, with every
// mistake at its field, every change in the log, and no private key in any answer.

#include "appliance/certificates/certificate_routes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "appliance/certificates/certificate_json.h"
#include "base/event/catalogue.h"
#include "tests/support/openssl_tool.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "tests/unit/appliance/certificates/certificate_fixture.h"
#include "web/http/router.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::Json;
using certificate_test::pki;
using http::Method;

const std::string kCertificates = "/api/v1/certificates";
const std::string kAuthorities = "/api/v1/authorities";
const std::string kWeb = "/api/v1/web-certificate";

Json object(Json::Object members) {
  return Json{std::move(members)};
}

class CertificateRoutesTest : public testing::Test {
 protected:
  CertificateRoutesTest() {
    token_ = device_.token_of(Role::Administrator);
    desk_.add(web_);
    EXPECT_TRUE(desk_.restore());
  }

  struct Answer {
    int status;
    Json json;
    bool ends_connection;

    std::string text(std::string_view member) const {
      const auto found = json.get_string(member);
      return found ? *found : "";
    }
    std::string code() const { return text("code"); }
    // The first field that is not accepted, and why.
    std::string fault() const {
      const Json* errors = json.find("errors");
      if (errors == nullptr) return "none: " + json.dump();
      const Json& first = errors->as_array()->at(0);
      return first.get_string("field").value() + " " + first.get_string("code").value();
    }
  };

  http::Response respond(Method method, const std::string& path, const Json& body = {}) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target(path).value();
    request.headers.set("Host", "localhost");
    request.headers.set("Cookie", device_.control().cookie().name() + "=" + token_);
    request.headers.set("X-CSRF-Token", csrf_token_of(token_));
    request.connected = device_.clock.steady();
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = base::to_bytes(body.dump());
      request.body_bytes_declared = request.body.size();
    }
    auto response = router_.handle(std::move(request));
    EXPECT_EQ(base::as_text(response.body).find("PRIVATE KEY"), std::string_view::npos);
    return response;
  }
  Answer ask(Method method, const std::string& path, const Json& body = {}) {
    const auto response = respond(method, path, body);
    auto json = base::parse_json(base::as_text(response.body), {.bytes_max = 1U << 22});
    return {response.status, json ? *std::move(json) : Json{}, response.ends_connection};
  }

  static Json requested(const std::string& label = "hall") {
    Json body = object({{"origin", "requested"}, {"label", label}, {"key", "P-256"}});
    body["subject"] = object({{"country", "CH"}, {"common_name", "nvr"}});
    body["names"] = object({{"dns", Json::Array{"nvr.example"}}, {"ip", Json::Array{"192.0.2.1"}}});
    return body;
  }
  Json self_signed(const std::string& label = "hall") const {
    Json body = requested(label);
    body["origin"] = "self-signed";
    body["not_before"] = base::format_rfc3339(device_.clock.wall());
    body["not_after"] = base::format_rfc3339(device_.clock.wall() + 24h);
    return body;
  }
  static Json imported(base::ByteView file) {
    return object({{"origin", "imported"}, {"label", "hall"}, {"file", base::base64(file)}});
  }
  static base::Bytes key_with_chain() {
    const auto key = pki().server.key.to_pem().value();
    base::Bytes file{key.reveal().begin(), key.reveal().end()};
    base::append(file, base::as_bytes(pki().server.certificate.to_pem()));
    base::append(file, base::as_bytes(pki().intermediate.certificate.to_pem()));
    return file;
  }
  static Json file(base::ByteView bytes) { return object({{"file", base::base64(bytes)}}); }
  static Json authority(base::ByteView bytes) {
    return object({{"label", "CA"}, {"file", base::base64(bytes)}});
  }
  std::string made(const Json& body) {
    const auto answer = ask(Method::Post, kCertificates, body);
    EXPECT_EQ(answer.status, 201) << answer.json.dump();
    return answer.text("id");
  }
  // Sessions end with the time as well.
  void step(std::chrono::seconds time) {
    device_.clock.step_wall(time);
    token_ = device_.token_of(Role::Administrator);
  }
  std::size_t told(const base::EventKind& kind) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        device_.journal, [&](const base::Event& event) { return event.kind.code == kind.code; }));
  }

  access_test::Device device_;
  std::unique_ptr<CertificateStore> store_ =
      CertificateStore::open(device_.directory / "certificates.db", crypto::Secret::random(32),
                             {device_.ids, device_.clock})
          .value();
  WebIdentity web_{*store_};
  ChangeDesk desk_{{device_.files, device_.clock, device_.access_log},
                   device_.directory / "change-undo"};
  CertificateRoutesParts parts_{*store_, web_, desk_, device_.access_log, device_.clock};
  http::Router router_{all_routes(),
                       {.authorizer = device_.control().authorizer(), .public_files = {}}};
  std::string token_;

 private:
  std::vector<http::Route> all_routes() const {
    auto routes = certificate_routes(parts_);
    for (auto& route : authority_routes(parts_)) routes.push_back(std::move(route));
    return routes;
  }
};

// R108, R109.
TEST_F(CertificateRoutesTest, ARequestIsFetchedAnsweredAndInstalled) {
  const auto id = made(requested());
  const auto one = kCertificates + "/" + id;
  EXPECT_EQ(ask(Method::Get, one).text("state"), "requested");
  const auto request = ask(Method::Get, one + "/request");
  const auto pem =
      crypto::CertificateRequest::from_pem(base::as_bytes(request.text("pem"))).value();
  EXPECT_EQ(base::base64(pem.to_der()), request.text("der"));
  const auto entry = store_->server(base::parse_id(id).value()).value();
  const auto answer = certificate_test::answer_to(entry);
  const auto installed =
      ask(Method::Put, one + "/chain",
          file(base::as_bytes(pki().intermediate.certificate.to_pem() + answer.to_pem())));
  EXPECT_EQ(installed.status, 200) << installed.json.dump();
  EXPECT_EQ(installed.text("state"), "installed");
  EXPECT_EQ(installed.json.find("chain")->as_array()->size(), 2U);
  EXPECT_EQ(told(base::events::kCertificateRequested), 1U);
  EXPECT_EQ(told(base::events::kCertificateInstalled), 1U);
  EXPECT_EQ(device_.journal.back().fields.at("by"), Json{"administrator"});
}

// R117.
TEST_F(CertificateRoutesTest, ACertificateShowsItsDetails) {
  const auto made_one = ask(Method::Post, kCertificates, self_signed());
  ASSERT_EQ(made_one.status, 201) << made_one.json.dump();
  const Json& shown = made_one.json.find("chain")->as_array()->at(0);
  EXPECT_EQ(shown.get_string("subject").value(), "CN=nvr,C=CH");
  EXPECT_EQ(shown.get_string("issuer").value(), "CN=nvr,C=CH");
  EXPECT_EQ(shown.get_string("validity").value(), "valid");
  EXPECT_EQ(shown.get_string("key").value(), "P-256");
  EXPECT_EQ(shown.find("names")->find("ip")->as_array()->at(0), Json{"192.0.2.1"});
  EXPECT_EQ(shown.find("extended_key_usage")->as_array()->at(0), Json{"serverAuth"});
  EXPECT_EQ(shown.get_string("fingerprint").value().size(), 64U);
  EXPECT_TRUE(shown.find("revoked")->is_null());
}

// R107.
TEST_F(CertificateRoutesTest, EveryFieldHasItsBounds) {
  const auto fault_with = [&](std::string_view field, Json value) {
    Json body = requested();
    body["subject"][field] = std::move(value);
    const auto answer = ask(Method::Post, kCertificates, body);
    return answer.status == 201 ? "accepted" : answer.fault();
  };
  const std::pair<const char*, std::size_t> limits[]{
      {"state", 128}, {"locality", 128}, {"organization", 64}, {"unit", 64}, {"common_name", 64}};
  for (const auto& [field, most] : limits) {
    EXPECT_EQ(fault_with(field, std::string(most, 'x')), "accepted");
    EXPECT_EQ(fault_with(field, std::string(most + 1, 'x')),
              "/subject/" + std::string{field} + " too_long");
  }
  EXPECT_EQ(fault_with("country", "ch"), "/subject/country malformed");
  EXPECT_EQ(fault_with("country", "C"), "/subject/country malformed");
  EXPECT_EQ(fault_with("country", "CHE"), "/subject/country too_long");
  EXPECT_EQ(fault_with("country", ""), "accepted");
  EXPECT_EQ(fault_with("unit", "a\nb"), "/subject/unit malformed");
  EXPECT_EQ(fault_with("colour", "red"), "/subject unknown_member");
}

TEST_F(CertificateRoutesTest, MistakesAreToldAtTheirField) {
  const auto fault_of = [&](const std::function<void(Json&)>& change) {
    Json body = self_signed();
    change(body);
    return ask(Method::Post, kCertificates, body).fault();
  };
  const auto now = device_.clock.wall();
  EXPECT_EQ(fault_of([](Json& body) { body["label"] = ""; }), "/label missing");
  EXPECT_EQ(fault_of([](Json& body) { body["label"] = std::string(65, 'x'); }), "/label too_long");
  EXPECT_EQ(fault_of([](Json& body) { body["origin"] = "found"; }), "/origin unknown_origin");
  EXPECT_EQ(fault_of([](Json& body) { body["key"] = "RSA-2048"; }), "/key unknown_key");
  EXPECT_EQ(fault_of([](Json& body) { body["names"] = object({}); }), "/names missing");
  EXPECT_EQ(fault_of([](Json& body) { body["names"]["dns"] = Json::Array{"a b"}; }),
            "/names/dns malformed");
  EXPECT_EQ(fault_of([](Json& body) { body["names"]["ip"] = Json::Array{"192.0.2"}; }),
            "/names/ip malformed");
  EXPECT_EQ(fault_of([](Json& body) { body["not_after"] = "tomorrow"; }), "/not_after malformed");
  EXPECT_EQ(fault_of([&](Json& body) { body["not_after"] = base::format_rfc3339(now - 1s); }),
            "/not_after before_begin");
  EXPECT_EQ(fault_of([&](Json& body) {
              body["not_before"] = base::format_rfc3339(now - 2s);
              body["not_after"] = base::format_rfc3339(now - 1s);
            }),
            "/not_after past");
  EXPECT_EQ(fault_of([](Json& body) { body["file"] = "aGVsbG8="; }), " unknown_member");
  EXPECT_TRUE(store_->servers().empty());
  EXPECT_EQ(ask(Method::Post, kCertificates, object({})).fault(), "/origin missing");
  EXPECT_EQ(ask(Method::Post, kCertificates, Json{Json::Array{}}).status, 422);
}

TEST_F(CertificateRoutesTest, AKeyIsImportedWithItsChain) {
  const auto answer = ask(Method::Post, kCertificates, imported(key_with_chain()));
  ASSERT_EQ(answer.status, 201) << answer.json.dump();
  EXPECT_EQ(answer.json.find("chain")->as_array()->size(), 2U);
  EXPECT_EQ(ask(Method::Post, kCertificates, imported(key_with_chain())).code(), "already_there");
  EXPECT_EQ(ask(Method::Get, kCertificates + "/" + answer.text("id") + "/request").status, 404);
}

TEST_F(CertificateRoutesTest, AKeyIsImportedWithTheChainBesideIt) {
  Json body = imported(pki().server.key.to_pkcs8_der().reveal());
  EXPECT_EQ(ask(Method::Post, kCertificates, body).fault(), "/file no_certificate");
  body["chain"] = base::base64(base::as_bytes(pki().client.certificate.to_pem()));
  EXPECT_EQ(ask(Method::Post, kCertificates, body).fault(), "/chain not_of_this_key");
  body["chain"] = base::base64(key_with_chain());
  EXPECT_EQ(ask(Method::Post, kCertificates, body).fault(), "/chain holds_a_key");
  body["chain"] = base::base64(pki().server.certificate.to_der());
  EXPECT_EQ(ask(Method::Post, kCertificates, body).status, 201);
}

// R118.
TEST_F(CertificateRoutesTest, APkcs12FileNeedsItsPassphrase) {
  test_support::OpensslTool openssl;
  openssl.write("key.pem", pki().server.key.to_pem().value().reveal());
  openssl.write("chain.pem", pki().server.certificate.to_pem());
  ASSERT_TRUE(openssl.run("pkcs12 -export -inkey key.pem -in chain.pem -passout pass:abc -out f"))
      << openssl.output();
  Json body = imported(openssl.read("f"));
  EXPECT_EQ(ask(Method::Post, kCertificates, body).fault(), "/passphrase passphrase_needed");
  body["passphrase"] = "abd";
  EXPECT_EQ(ask(Method::Post, kCertificates, body).fault(), "/passphrase wrong_passphrase");
  body["passphrase"] = "abc";
  EXPECT_EQ(ask(Method::Post, kCertificates, body).status, 201);
}

TEST_F(CertificateRoutesTest, FilesThatAreNoneAreRefusedAtTheirField) {
  const auto fault = [&](Json value) {
    Json body = imported(key_with_chain());
    body["file"] = std::move(value);
    return ask(Method::Post, kCertificates, body).fault();
  };
  EXPECT_EQ(fault("not base 64"), "/file malformed");
  EXPECT_EQ(fault("aGVsbG8="), "/file unreadable");
  EXPECT_EQ(fault(""), "/file missing");
  EXPECT_EQ(fault(base::base64(pki().server.certificate.to_der())), "/file no_key");
  EXPECT_EQ(fault(base::base64(base::Bytes((1U << 20) + 1, ' '))), "/file too_long");
}

TEST_F(CertificateRoutesTest, WhatTheWebInterfaceShowsUndoesItselfUnlessConfirmed) {
  const auto id = made(self_signed());
  const auto put = ask(Method::Put, kWeb, object({{"certificate", id}, {"revision", 0}}));
  ASSERT_EQ(put.status, 200) << put.json.dump();
  EXPECT_TRUE(put.ends_connection);
  EXPECT_EQ(put.json.find("change")->get_int("within_s").value(), 120);
  const auto list = ask(Method::Get, kCertificates).json;
  EXPECT_EQ(list.find("web")->get_string("certificate").value(), id);
  EXPECT_EQ(list.find("web")->get_int("revision").value(), 1);
  EXPECT_EQ(ask(Method::Put, kWeb, object({{"certificate", nullptr}, {"revision", 1}})).code(),
            "change_pending");
  EXPECT_EQ(desk_.revert({}), ChangeDesk::Outcome::Done);
  EXPECT_FALSE(store_->web_choice().server);
  EXPECT_EQ(ask(Method::Put, kWeb, object({{"certificate", id}, {"revision", 0}})).code(),
            "changed_meanwhile");
  EXPECT_EQ(ask(Method::Put, kWeb, object({{"certificate", id}, {"revision", 2}})).status, 200);
}

TEST_F(CertificateRoutesTest, OnlyACertificateThatIsGoodNowIsShown) {
  const auto fault = [&](Json certificate) {
    return ask(Method::Put, kWeb,
               object({{"certificate", std::move(certificate)}, {"revision", 0}}))
        .fault();
  };
  EXPECT_EQ(fault(made(requested())), "/certificate requested");
  EXPECT_EQ(fault(std::string(32, 'a')), "/certificate unknown");
  EXPECT_EQ(fault("x"), "/certificate malformed");
  EXPECT_EQ(fault(7), "/certificate wrong_type");
  EXPECT_EQ(ask(Method::Put, kWeb, object({{"revision", 0}})).fault(), "/certificate missing");
  const auto id = made(self_signed());
  step(24h + 1s);
  EXPECT_EQ(fault(id), "/certificate expired");
  step(-48h);
  EXPECT_EQ(fault(id), "/certificate not_yet_valid");
}

// R118.
TEST_F(CertificateRoutesTest, WhatIsShownOrMayComeBackIsNotRemoved) {
  const auto one = kCertificates + "/" + made(self_signed());
  const auto id = one.substr(kCertificates.size() + 1);
  ASSERT_EQ(ask(Method::Put, kWeb, object({{"certificate", id}, {"revision", 0}})).status, 200);
  EXPECT_EQ(ask(Method::Delete, one).code(), "change_pending");
  EXPECT_EQ(desk_.revert({}), ChangeDesk::Outcome::Done);
  ASSERT_TRUE(store_->choose_for_web(base::parse_id(id).value(), std::nullopt));
  EXPECT_EQ(ask(Method::Delete, one).code(), "in_use");
  EXPECT_EQ(ask(Method::Put, one + "/chain", file(pki().server.certificate.to_der())).code(),
            "in_use");
  ASSERT_TRUE(store_->choose_for_web(std::nullopt, std::nullopt));
  EXPECT_EQ(ask(Method::Delete, one).status, 204);
  EXPECT_EQ(ask(Method::Delete, one).status, 404);
  EXPECT_EQ(ask(Method::Get, one).status, 404);
  EXPECT_EQ(told(base::events::kCertificateRemoved), 1U);
}

// R120, R122.
TEST_F(CertificateRoutesTest, AnAuthorityIsBelievedWithItsListAndThenNoLonger) {
  const auto added =
      ask(Method::Post, kAuthorities, authority(pki().intermediate.certificate.to_der()));
  ASSERT_EQ(added.status, 201) << added.json.dump();
  EXPECT_TRUE(added.json.find("crl")->is_null());
  const auto one = kAuthorities + "/" + added.text("id");
  EXPECT_EQ(ask(Method::Put, one + "/crl", file(pki().root_crl.to_der())).fault(),
            "/file list_of_another");
  const auto with_list = ask(Method::Put, one + "/crl", file(pki().intermediate_crl.to_der()));
  ASSERT_EQ(with_list.status, 200) << with_list.json.dump();
  EXPECT_TRUE(with_list.json.find("crl")->get_bool("fresh").value());
  step(8 * 24h);
  EXPECT_FALSE(ask(Method::Get, one).json.find("crl")->get_bool("fresh").value());
  EXPECT_EQ(ask(Method::Get, kAuthorities).json.find("authorities")->as_array()->size(), 1U);
  EXPECT_EQ(ask(Method::Delete, one).status, 204);
  EXPECT_EQ(ask(Method::Get, one).status, 404);
  EXPECT_EQ(told(base::events::kAuthorityAdded), 1U);
  EXPECT_EQ(told(base::events::kRevocationListInstalled), 1U);
  EXPECT_EQ(told(base::events::kAuthorityRemoved), 1U);
}

// R121.
TEST_F(CertificateRoutesTest, OnlyAnAuthorityIsOne) {
  EXPECT_EQ(ask(Method::Post, kAuthorities, authority(pki().server.certificate.to_der())).fault(),
            "/file no_authority");
  EXPECT_EQ(ask(Method::Post, kAuthorities, authority(key_with_chain())).fault(),
            "/file holds_a_key");
  EXPECT_EQ(ask(Method::Post, kAuthorities, authority(base::to_bytes("hello"))).fault(),
            "/file unreadable");
  EXPECT_EQ(ask(Method::Post, kAuthorities, object({{"label", "CA"}})).fault(), "/file missing");
}

TEST_F(CertificateRoutesTest, TheAuthoritiesAreOneFileForOthers) {
  for (const auto* each : {&pki().root, &pki().intermediate}) {
    ASSERT_TRUE(store_->add_authority("CA", certificate_test::pem_of(each->certificate)));
  }
  const auto answer = respond(Method::Get, "/api/v1/trust-bundle");
  EXPECT_EQ(answer.status, 200);
  const auto read = crypto::parse_chain_pem(answer.body).value();
  EXPECT_EQ(read, (std::vector{pki().root.certificate, pki().intermediate.certificate}));
}

TEST_F(CertificateRoutesTest, ARevokedCertificateSaysSo) {
  ASSERT_EQ(
      ask(Method::Post, kAuthorities, authority(pki().intermediate.certificate.to_der())).status,
      201);
  const auto id = store_->authorities().at(0).id;
  ASSERT_TRUE(store_->set_crl(id, pki().intermediate_crl.to_der()));
  const auto revoked = store_->revocation_of(pki().revoked.certificate);
  const auto shown = certificate_json(pki().revoked.certificate, revoked, pki().now);
  EXPECT_EQ(shown.find("revoked")->get_string("reason").value(), "superseded");
}

TEST_F(CertificateRoutesTest, AnOfficerManagesThemAndOthersDoNot) {
  token_ = device_.token_of(Role::Officer);
  const auto id = made(self_signed());
  EXPECT_EQ(ask(Method::Put, kWeb, object({{"certificate", id}, {"revision", 0}})).code(),
            "forbidden");
  token_ = device_.token_of(Role::Operator);
  EXPECT_EQ(ask(Method::Get, kCertificates).code(), "forbidden");
  EXPECT_EQ(ask(Method::Post, kCertificates, self_signed()).code(), "forbidden");
  EXPECT_EQ(ask(Method::Post, kAuthorities, authority({})).code(), "forbidden");
}

}  // namespace
}  // namespace appliance
