// Goal: a numbered stream, resumed by its application after the server restarts, loses nothing and
// repeats nothing. This is how the recorder tells the others what changed.

#include <gtest/gtest.h>

#include <numeric>

#include "base/ipc/client.h"
#include "base/ipc/server.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

Json number(std::int64_t value) {
  Json arguments;
  arguments["number"] = value;
  return arguments;
}

// The teller: remembers how far it has counted, as the recorder's disk would, and whom it tells.
class Teller {
 public:
  Teller(EventLoop& loop, const std::string& path, const std::int64_t& last, Logger logger)
      : last_{last},
        server_{loop,
                Listener::bind_at(path).value(),
                {.name = "changes"},
                std::move(logger),
                only_uids({::getuid()})} {
    server_.handle_later("follow", [this](Request request) { follow(std::move(request)); });
    server_.on_closed([this](ConnectionId id) {
      std::erase_if(followers_, [id](const ReplyTo& to) { return to.connection == id; });
    });
  }

  void tell(std::int64_t change) {
    for (const ReplyTo& to : followers_) (void)server_.push(to, "change", {number(change)});
  }

 private:
  void follow(Request request) {
    const auto from = request.payload.arguments.get_int("from");
    if (!from) return server_.answer(request.reply_to, from.error());
    server_.subscribe(request.reply_to);
    server_.answer(request.reply_to, Reply{});
    for (std::int64_t change = *from; change <= last_; ++change) {
      (void)server_.push(request.reply_to, "change", {number(change)});
    }
    followers_.push_back(request.reply_to);
  }

  const std::int64_t& last_;
  std::vector<ReplyTo> followers_;
  Server server_;
};

TEST(ResumeTest, NumberedStreamLosesNothingAndRepeatsNothingOverRestarts) {
  const TemporaryDirectory folder;
  const std::string path = folder / "changes.sock";
  test_support::ManualClock clock;
  test_support::MemoryLog log;
  KernelIdSource random;
  EventLoop loop{clock};
  std::int64_t last = 0;
  std::optional<Teller> teller;

  std::vector<std::int64_t> heard;
  Client client{{.path = path}, clock, random, [&heard](Message event) {
                  heard.push_back(event.payload.arguments.get_int("number").value());
                }};
  std::uint64_t followed_session = 0;
  const auto listen = [&] {
    client.poll_once(0ns);
    if (client.connected() && client.session() != followed_session) {
      followed_session = client.session();
      Json arguments;
      arguments["from"] = heard.empty() ? std::int64_t{1} : heard.back() + 1;
      client.start("follow", {std::move(arguments)}, 5s, [](Result<Reply>) {});
    }
    loop.poll_once(0ns);
  };
  const auto change = [&](int count) {
    for (int i = 0; i < count; ++i) {
      ++last;
      if (teller) teller->tell(last);
    }
  };

  for (int round = 0; round < 20; ++round) {
    teller.emplace(loop, path, last, Logger{log, clock, "recorder"});
    clock.advance(20s);  // past any back-off
    for (int i = 0; i < 10; ++i) listen();
    change(round);  // told, and perhaps not read before the teller dies
    if (round % 2 == 0) listen();
    teller.reset();
    change(3);  // while nobody tells
    for (int i = 0; i < 3; ++i) listen();
  }
  teller.emplace(loop, path, last, Logger{log, clock, "recorder"});
  clock.advance(20s);
  for (int i = 0; i < 10; ++i) listen();

  std::vector<std::int64_t> all(static_cast<std::size_t>(last));
  std::iota(all.begin(), all.end(), 1);
  EXPECT_EQ(heard, all);
  EXPECT_GE(client.session(), 20U);
}

}  // namespace
}  // namespace base::ipc
