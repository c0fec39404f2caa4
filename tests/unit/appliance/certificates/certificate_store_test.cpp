// Goal: servers and authorities survive a restart and a power cut, private keys are nowhere to be
// read, and what is in use stays. Method: a real database; a power cut is
// its files as they lie on the disk while it is open.

#include "appliance/certificates/certificate_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/unit/appliance/certificates/certificate_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using certificate_test::answer_to;
using certificate_test::pem_of;
using certificate_test::pki;
using certificate_test::wanted;
using crypto::KeyKind;

class CertificateStoreTest : public testing::Test {
 protected:
  CertificateStore& store() { return *world_.store; }
  Validity year() const { return {world_.clock.wall(), world_.clock.wall() + 365 * 24h}; }
  ServerEntry self_signed(const std::string& label = "hall") {
    return store().self_sign(wanted(label), year()).value();
  }
  base::Result<ServerEntry> import_server() {
    return store().add_server("imported", pki().server.key,
                              {pki().server.certificate, pki().intermediate.certificate});
  }
  AuthorityEntry root() {
    return store().add_authority("root", pem_of(pki().root.certificate)).value();
  }
  // As a machine would find it that lost its power now.
  std::unique_ptr<CertificateStore> after_power_cut() {
    const std::string copy = world_.directory / "cut.db";
    for (const char* suffix : {"", "-wal"}) {
      if (!std::filesystem::exists(world_.path + suffix)) continue;
      std::filesystem::copy_file(world_.path + suffix, copy + suffix,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    return CertificateStore::open(copy, world_.device_key.clone(), {world_.ids, world_.clock})
        .value();
  }
  std::string on_disk() const {
    std::string bytes;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream file{world_.path + suffix, std::ios::binary};
      bytes.append(std::istreambuf_iterator<char>{file}, {});
    }
    return bytes;
  }

  certificate_test::World world_;
};

TEST_F(CertificateStoreTest, IsEmptyAtFirst) {
  EXPECT_TRUE(store().servers().empty());
  EXPECT_TRUE(store().authorities().empty());
  EXPECT_FALSE(store().web_choice().server);
  EXPECT_FALSE(store().web_identity().value());
}

TEST_F(CertificateStoreTest, ARequestWaitsForItsCertificateAndTakesIt) {
  const auto made = store().request(wanted());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(made->is_installed());
  EXPECT_EQ(made->request->subject_fields().common_name, "nvr");
  EXPECT_EQ(made->request->alt_names(), wanted().names);
  EXPECT_EQ(made->request->public_key(), made->key);
  world_.reopen();
  const auto installed = store().install(
      made->id, {pki().intermediate.certificate, answer_to(*made), pki().root.certificate});
  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ(installed->chain.size(), 2U);
  world_.reopen();
  EXPECT_EQ(store().server(made->id)->chain, installed->chain);
  EXPECT_EQ(store().server(made->id)->origin, ServerOrigin::Requested);
}

TEST_F(CertificateStoreTest, ACertificateOfAnotherKeyIsNotInstalled) {
  const auto made = store().request(wanted()).value();
  const auto refused = store().install(made.id, {pki().server.certificate});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "no certificate of this key is among them");
  EXPECT_FALSE(store().server(made.id)->is_installed());
  EXPECT_EQ(store().install(base::Id{}, {pki().server.certificate}).error().kind,
            ErrorKind::NotFound);
}

// R108.
TEST_F(CertificateStoreTest, EveryKindOfKeyIsMade) {
  for (const KeyKind kind :
       {KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa3072, KeyKind::Rsa4096}) {
    auto server = wanted();
    server.kind = kind;
    EXPECT_EQ(store().request(server)->key.kind(), kind);
  }
  auto weak = wanted();
  weak.kind = KeyKind::Rsa2048;
  EXPECT_EQ(store().request(weak).error().kind, ErrorKind::InvalidInput);
}

TEST_F(CertificateStoreTest, ASelfSignedOneHasItsNamesAndItsTime) {
  const auto made = self_signed();
  const auto& certificate = made.chain.front();
  EXPECT_EQ(certificate.alt_names(), wanted().names);
  EXPECT_EQ(certificate.subject(), certificate.issuer());
  EXPECT_EQ(certificate.not_after() - certificate.not_before(), 365 * 24h);
}

TEST_F(CertificateStoreTest, TheCommonNameIsOptional) {
  auto server = wanted();
  server.subject = {};
  EXPECT_EQ(store().self_sign(server, year())->chain.front().common_name(), "nvr.example");
  server.names = {.dns = {std::string(61, 'a') + ".example"}};
  EXPECT_EQ(store().self_sign(server, year())->chain.front().common_name(), "server");
  EXPECT_TRUE(store().request(server));
}

// R107.
TEST_F(CertificateStoreTest, ItEndsNeitherBeforeItBeginsNorInThePast) {
  const auto now = world_.clock.wall();
  const auto reason = [&](base::WallTime from, base::WallTime to) {
    const auto made = store().self_sign(wanted(), {from, to});
    return made ? "accepted" : made.error().message;
  };
  EXPECT_EQ(reason(now + 2h, now + 2h), "accepted");
  EXPECT_EQ(reason(now + 2h, now + 1h), "it ends before it begins");
  EXPECT_EQ(reason(now - 2h, now), "its end is past");
  EXPECT_EQ(reason(now - 2h, now + 1s), "accepted");
}

TEST_F(CertificateStoreTest, NothingIsMadeUnderAClockThatWasNeverSet) {
  world_.clock.step_wall(base::WallTime{} - world_.clock.wall());
  EXPECT_EQ(store().request(wanted()).error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(store().self_sign(wanted(), year()).error().kind, ErrorKind::Unavailable);
}

TEST_F(CertificateStoreTest, AServerNeedsANameOfItsOwn) {
  const auto reason = [&](crypto::SubjectAltNames names) {
    auto server = wanted();
    server.names = std::move(names);
    const auto made = store().request(server);
    return made ? "accepted" : made.error().message;
  };
  EXPECT_EQ(reason({}), "a server needs a DNS name or an address");
  EXPECT_EQ(reason({.ip = {"2001:db8::1"}}), "accepted");
  EXPECT_EQ(reason({.dns = {"a"}, .uri = {"https://a"}}),
            "a server is called by DNS names and addresses only");
  std::vector<std::string> many(32, "a");
  EXPECT_EQ(reason({.dns = many}), "accepted");
  many.emplace_back("b");
  EXPECT_EQ(reason({.dns = many}), "a server has at most 32 names");
}

TEST_F(CertificateStoreTest, LabelsAreBounded) {
  EXPECT_TRUE(is_certificate_label(std::string(64, 'x')));
  EXPECT_FALSE(is_certificate_label(std::string(65, 'x')));
  EXPECT_FALSE(is_certificate_label(""));
  EXPECT_FALSE(is_certificate_label("a\nb"));
  EXPECT_EQ(store().request(wanted("")).error().kind, ErrorKind::InvalidInput);
}

TEST_F(CertificateStoreTest, AKeyIsImportedOnceWithItsChain) {
  const auto imported = import_server();
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->origin, ServerOrigin::Imported);
  EXPECT_EQ(imported->chain.size(), 2U);
  EXPECT_EQ(import_server().error().kind, ErrorKind::Exists);
  EXPECT_EQ(store().add_server("other", pki().client.key, {pki().client.certificate}).error().kind,
            ErrorKind::InvalidInput);
}

TEST_F(CertificateStoreTest, ServersAreBoundedInNumber) {
  for (std::size_t i = 0; i < kServersMax; ++i) ASSERT_TRUE(store().request(wanted()));
  EXPECT_EQ(store().request(wanted()).error().kind, ErrorKind::Unavailable);
}

TEST_F(CertificateStoreTest, EverythingSurvivesARestartAndAPowerCut) {
  const auto requested = store().request(wanted("requested")).value();
  const auto imported = import_server().value();
  const auto authority =
      store().add_authority("CA", pem_of(pki().intermediate.certificate)).value();
  ASSERT_TRUE(store().set_crl(authority.id, pki().intermediate_crl.to_der()));
  ASSERT_TRUE(store().choose_for_web(imported.id, 0));
  const auto expect_all = [&](const CertificateStore& found) {
    EXPECT_EQ(found.servers().size(), 2U);
    const auto request = found.server(requested.id);
    EXPECT_EQ(request->label, "requested");
    EXPECT_EQ(request->request->to_der(), requested.request->to_der());
    EXPECT_EQ(request->created, requested.created);
    EXPECT_EQ(found.server(imported.id)->chain, imported.chain);
    EXPECT_EQ(found.authority(authority.id)->certificate, authority.certificate);
    EXPECT_TRUE(found.revocation_of(pki().revoked.certificate));
    EXPECT_EQ(found.web_choice().server, imported.id);
    EXPECT_EQ(found.web_identity().value()->key.public_key(), pki().server.key.public_key());
  };
  expect_all(*after_power_cut());
  world_.reopen();
  expect_all(store());
}

TEST_F(CertificateStoreTest, NoPrivateKeyIsOnTheDisk) {
  (void)import_server().value();
  const auto der = pki().server.key.to_pkcs8_der();
  // The scalar: 32 bytes after a header of 36, as RFC 5915 has it.
  const std::string scalar{base::as_text(der.reveal().subspan(36, 32))};
  EXPECT_EQ(on_disk().find(scalar), std::string::npos);
  EXPECT_EQ(on_disk().find("PRIVATE KEY"), std::string::npos);
}

TEST_F(CertificateStoreTest, AnotherDevicesKeyOpensNoServer) {
  const auto server = self_signed();
  ASSERT_TRUE(store().choose_for_web(server.id, std::nullopt));
  world_.device_key = crypto::Secret::random(32);
  world_.reopen();
  EXPECT_EQ(store().web_identity().error().kind, ErrorKind::Corrupt);
  EXPECT_TRUE(store().choose_for_web(std::nullopt, std::nullopt));
}

TEST_F(CertificateStoreTest, TheWebInterfaceShowsWhatWasChosen) {
  const auto first = self_signed("first");
  const auto second = self_signed("second");
  EXPECT_EQ(store().choose_for_web(first.id, 0)->revision, 1);
  EXPECT_EQ(store().web_identity().value()->chain, first.chain);
  EXPECT_EQ(store().choose_for_web(second.id, 0).error().kind, ErrorKind::Exists);
  EXPECT_EQ(store().choose_for_web(second.id, 1)->revision, 2);
  EXPECT_EQ(store().web_identity().value()->key.public_key(), second.key);
  const auto waiting = store().request(wanted()).value();
  EXPECT_EQ(store().choose_for_web(waiting.id, 2).error().message, "it has no certificate yet");
  EXPECT_EQ(store().choose_for_web(base::Id{}, 2).error().kind, ErrorKind::NotFound);
}

TEST_F(CertificateStoreTest, WhatIsInUseIsNeitherRemovedNorReplaced) {
  const auto server = store().request(wanted()).value();
  const auto answer = answer_to(server);
  ASSERT_TRUE(store().install(server.id, {answer}));
  ASSERT_TRUE(store().install(server.id, {answer, pki().intermediate.certificate}));
  ASSERT_TRUE(store().choose_for_web(server.id, std::nullopt));
  EXPECT_EQ(store().uses_of(server.id), std::vector<std::string>{"web"});
  EXPECT_EQ(store().remove_server(server.id).error().message, "it is in use by web");
  EXPECT_EQ(store().install(server.id, {answer}).error().kind, ErrorKind::Denied);
  ASSERT_TRUE(store().choose_for_web(std::nullopt, std::nullopt));
  EXPECT_TRUE(store().remove_server(server.id));
  EXPECT_EQ(store().remove_server(server.id).error().kind, ErrorKind::NotFound);
  world_.reopen();
  EXPECT_TRUE(store().servers().empty());
}

// R122.
TEST_F(CertificateStoreTest, WhoeverElseUsesAnEntryIsAskedAndNamed) {
  const auto authority = root();
  bool used = true;
  store().add_use([&](const base::Id& id) -> std::optional<std::string> {
    if (!used || id != authority.id) return std::nullopt;
    return "client-certificates";
  });
  EXPECT_EQ(store().remove_authority(authority.id).error().message,
            "it is in use by client-certificates");
  used = false;
  EXPECT_TRUE(store().remove_authority(authority.id));
  EXPECT_EQ(store().remove_authority(authority.id).error().kind, ErrorKind::NotFound);
}

// R120.
TEST_F(CertificateStoreTest, AuthoritiesAreBoundedAndThereOnce) {
  (void)root();
  EXPECT_EQ(store().add_authority("again", pem_of(pki().root.certificate)).error().kind,
            ErrorKind::Exists);
  for (std::size_t i = 1; i < kAuthoritiesMax; ++i) {
    const auto ca = test_support::make_root("CA", pki().now);
    ASSERT_TRUE(store().add_authority("CA", pem_of(ca.certificate)));
  }
  EXPECT_EQ(store().add_authority("17th", pem_of(pki().other_root.certificate)).error().kind,
            ErrorKind::Unavailable);
}

// R112.
TEST_F(CertificateStoreTest, AListTellsWhatIsRevoked) {
  const auto authority =
      store().add_authority("CA", pem_of(pki().intermediate.certificate)).value();
  EXPECT_FALSE(store().revocation_of(pki().revoked.certificate));
  EXPECT_EQ(store().set_crl(authority.id, pki().root_crl.to_der()).error().kind,
            ErrorKind::InvalidInput);
  ASSERT_TRUE(store().set_crl(authority.id, pki().intermediate_crl.to_der()));
  EXPECT_EQ(store().revocation_of(pki().revoked.certificate)->reason,
            crypto::RevocationReason::Superseded);
  EXPECT_FALSE(store().revocation_of(pki().server.certificate));
  EXPECT_EQ(store().set_crl(base::Id{}, pki().root_crl.to_der()).error().kind, ErrorKind::NotFound);
}

TEST_F(CertificateStoreTest, ADamagedDatabaseIsNotTakenForAnEmptyOne) {
  world_.store.reset();
  std::ofstream{world_.path, std::ios::binary | std::ios::trunc} << std::string(8192, 'x');
  EXPECT_FALSE(
      CertificateStore::open(world_.path, world_.device_key.clone(), {world_.ids, world_.clock}));
}

}  // namespace
}  // namespace appliance
