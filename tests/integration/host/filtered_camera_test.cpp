// Goal: a camera as it is installed refuses outsiders in the kernel, and by itself when the
// kernel's filter is gone (R069). Method: camera, keeper and custody-host from their real units,
// and a peer at the other end of a cable.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "base/ipc/client.h"
#include "base/random_id.h"
#include "crypto/x509/certificate.h"
#include "tests/support/host_access_person.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/two_hosts.h"
#include "tests/support/web_settings.h"

namespace {

using host_access_test::Person;

constexpr std::chrono::seconds kLong{120};
constexpr const char* kCamera = "custody-camera.service";
constexpr std::uint16_t kHttps = 443;  // of a namespace where nobody else is
constexpr std::uint16_t kRtsps = 322;

class InstalledCamera {
 public:
  static const char* device() { return "camera"; }
  static const char* name() { return "demo"; }
  static const char* password() { return "correct-horse-battery"; }

  InstalledCamera() {
    test_support::write_camera_settings(root_.path(), CUSTODY_API_DIR "/camera.openapi.json", true);
    const std::filesystem::path file{root_ / "etc/custody/camera.toml"};
    std::ofstream{file} << "[factory]\ndirectory = \"" << root_ / "factory"
                        << "\"\n[https]\nlisten = [\"0.0.0.0:443\", \"[::]:443\"]\ninterface = \""
                        << root_ / "camera-page" << "\"\ndescription = \""
                        << CUSTODY_API_DIR "/camera.openapi.json" << "\"\nblocklist = \""
                        << root_ / "passwords.txt"
                        << "\"\n[rtsps]\nlisten = [\"0.0.0.0:322\", \"[::]:322\"]\n";
    for (const char* unit : {"custody-host.socket", kCamera}) {
      const auto started = init_.start(unit);
      if (!started) throw std::runtime_error{started.error().message};
    }
    base::ipc::Client console{{.path = root_ / "run/custody/camera/control.sock"}, clock_, random_};
    auto code =
        std::async(std::launch::async, [&] { return console.call("claim_code", {}, kLong); });
    (void)wait([&] { return code.wait_for(std::chrono::seconds{0}) == std::future_status::ready; });
    base::Json claim;
    claim["claim_code"] = base::as_text(code.get().value().body);
    claim["name"] = name();
    claim["password"] = password();
    if (Person<InstalledCamera>{*this, "10.77.0.2"}.ask("POST", "/api/v1/setup", claim).status !=
        201) {
      throw std::runtime_error{"it cannot be claimed"};
    }
  }

  base::UniqueFd connect(const std::string& from) { return hosts_.connect(from, kHttps).socket; }
  int error(const std::string& from, std::uint16_t port) const {
    return hosts_.connect(from, port).error;
  }
  http::Reactor& reactor() { return thread_.reactor(); }
  crypto::TlsContext tls() const {
    std::ifstream file{root_ / "factory/factory-ca.pem", std::ios::binary};
    const std::string pem{std::istreambuf_iterator<char>{file}, {}};
    crypto::TlsClientOptions options;
    options.trust.roots = {crypto::Certificate::from_pem(base::as_bytes(pem)).value()};
    options.protocols = {"http/1.1"};
    return crypto::TlsContext::client(options).value();
  }
  bool wait(const std::function<bool()>& done) { return init_.run_until(done, kLong); }

 private:
  test_support::TwoHosts hosts_;  // first: everything else is in it
  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource random_;
  test_support::ClientThread thread_;
  mini_init::MiniInit init_{
      {.layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR}}};
};

TEST(FilteredCameraTest, OutsidersAreRefusedByTheKernelAndByTheCameraWithoutIt) {
  InstalledCamera camera;
  Person<InstalledCamera> owner{camera, "10.77.0.2"};
  ASSERT_EQ(owner.sign_in().status, 201);
  EXPECT_EQ(camera.error("10.77.0.3", kHttps), 0);
  const auto applied = owner.ask("PUT", "/api/v1/host-access",
                                 host_access_test::list_of({"10.77.0.2", "fd77::2"}, 0));
  ASSERT_EQ(applied.status, 200);
  EXPECT_TRUE(camera.wait([&] { return camera.error("10.77.0.3", kHttps) == ECONNREFUSED; }));
  EXPECT_EQ(camera.error("10.77.0.3", kRtsps), ECONNREFUSED);
  EXPECT_EQ(camera.error("fd77::3", kHttps), ECONNREFUSED);
  EXPECT_EQ(camera.error("fd77::2", kRtsps), 0);

  ASSERT_EQ(test_support::run_program({"/usr/sbin/nft", "flush", "ruleset"}).status, 0);
  EXPECT_EQ(camera.error("10.77.0.3", kHttps), 0);
  Person<InstalledCamera> outsider{camera, "10.77.0.3"};
  EXPECT_FALSE(outsider.connect());
  Person<InstalledCamera> of_ipv6{camera, "fd77::3"};
  EXPECT_FALSE(of_ipv6.connect());
  ASSERT_TRUE(owner.connect());
  EXPECT_EQ(owner.ask("GET", "/api/v1/change").status, 200);
}

}  // namespace
