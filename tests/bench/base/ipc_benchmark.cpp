// What one request and its answer cost between two threads of this machine: the keeper answers some
// hundreds a second, so a round trip may cost tens of microseconds and not hundreds.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "base/ipc/client.h"
#include "base/ipc/server.h"

namespace base::ipc {
namespace {

class ServedFolder {
 public:
  ServedFolder() {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
    server_.emplace(loop_, Listener::bind_at(socket()).value(), Server::Options{.name = "bench"},
                    Logger{sink_, clock_, "bench"}, only_uids({::getuid()}));
    server_->handle("echo", [](Request request) { return std::move(request.payload); });
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  ServedFolder(const ServedFolder&) = delete;
  ~ServedFolder() {
    loop_.stop();
    thread_.join();
    server_.reset();
    std::filesystem::remove_all(path_);
  }

  std::string socket() const { return path_ + "/socket"; }
  const Clock& clock() const { return clock_; }

 private:
  std::string path_ = (std::filesystem::temp_directory_path() / "ipc-XXXXXX").string();
  RealClock clock_;
  StderrSink sink_;
  EventLoop loop_{clock_};
  std::optional<Server> server_;
  std::thread thread_;
};

void round_trip(benchmark::State& state) {
  const ServedFolder served;
  KernelIdSource random;
  Client client{{.path = served.socket()}, served.clock(), random};
  const Bytes body(static_cast<std::size_t>(state.range(0)), 'x');
  Json arguments;
  arguments["actor"] = "benchmark";
  arguments["segment"] = "00112233445566778899aabbccddeeff";
  for (auto _ : state) {
    const auto reply = client.call("echo", {arguments, body, {}});
    if (!reply || reply->body.size() != body.size()) {
      state.SkipWithError("no answer");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * 2 * state.range(0));
}
BENCHMARK(round_trip)->Arg(0)->Arg(64 << 10)->Arg(1 << 20)->UseRealTime();

}  // namespace
}  // namespace base::ipc
