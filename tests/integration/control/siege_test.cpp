// Goal: whatever strangers do to the door, recording loses no picture and the owner gets in (R209).
// Method: the real programs, attackers from hundreds of addresses of loopback.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/named_thread.h"
#include "tests/integration/control/recording_test.h"

namespace {

using control_test::RecordingTest;

constexpr int kIdleConnections = 5000;
constexpr int kHandshakes = 1000;
constexpr int kSignIns = 100;
constexpr int kAttackers = 4;        // threads
constexpr int kFromOneAddress = 50;  // below what a server takes from one
constexpr rlim_t kFiles = 16384;

class SiegeTest : public RecordingTest {
 protected:
  static std::string address_of(int number) {
    return "127.1." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1);
  }

  // `attack(i)` for each i below `times`, from several threads at once.
  static void assault(int times, const std::function<void(int)>& attack) {
    std::atomic<int> next = 0;
    std::vector<base::NamedThread> attackers;  // joined with it
    for (int i = 0; i < kAttackers; ++i) {
      attackers.emplace_back("attacker", [&] {
        for (int turn = next++; turn < times; turn = next++) attack(turn);
      });
    }
  }

  void expect_the_owner_gets_in() {
    EXPECT_EQ(world_.get("/api/v1/session").status, 200);
    world_.forget_session();
    const auto answer = world_.post(
        "/api/v1/session",
        base::Json{base::Json::Object{{"name", "clerk"}, {"password", control_test::kPassword}}});
    EXPECT_EQ(answer.status, 201) << answer.code();
  }

  test_support::ClientThread thread_;
};

TEST_F(SiegeTest, FiveThousandIdleConnectionsLoseNoPictureAndKeepNobodyOut) {
  const rlimit files{kFiles, kFiles};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  std::vector<base::UniqueFd> idle;
  for (int i = 0; i < kIdleConnections; ++i) {
    idle.push_back(test_support::connect_from(address_of(i / kFromOneAddress), world_.port()));
    ASSERT_TRUE(idle.back());
  }
  expect_the_owner_gets_in();
  expect_nothing_lost();
}

TEST_F(SiegeTest, AThousandHandshakesLoseNoPicture) {
  std::atomic<int> shaken = 0;
  assault(kHandshakes, [&](int i) {
    auto socket = test_support::connect_from(address_of(i / kFromOneAddress), world_.port());
    const test_support::RawConnection raw{thread_.reactor(), std::move(socket), world_.tls(),
                                          "localhost"};
    if (raw.ok()) ++shaken;
  });
  EXPECT_GT(shaken, kHandshakes / 2);
  expect_the_owner_gets_in();
  expect_nothing_lost();
}

TEST_F(SiegeTest, GuessingFromEverywhereLosesNoPictureAndKeepsNobodyOut) {
  const std::string body = R"({"name":"clerk","password":"what a stranger would guess"})";
  const std::string request =
      "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::atomic<int> refused = 0;
  assault(kSignIns, [&](int i) {
    test_support::RawConnection raw{thread_.reactor(),
                                    test_support::connect_from(address_of(i), world_.port()),
                                    world_.tls(), "localhost"};
    const int status = test_support::status_of(raw.ask(request));
    if (status == 401 || status == 429) ++refused;
  });
  EXPECT_EQ(refused, kSignIns);
  expect_the_owner_gets_in();
  expect_nothing_lost();
}

}  // namespace
